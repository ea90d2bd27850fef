package io.hybridperf.gatling.hybrid;

import io.gatling.core.controller.inject.open.PoissonOpenInjection;
import io.gatling.javaapi.core.CoreDsl;
import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.internal.Converters;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.InjectionStep;
import java.lang.reflect.Constructor;
import java.time.Duration;

/** Tells Gatling's injector what an arrival plan holds. */
public final class GatlingInjection {
  private GatlingInjection() {}

  /**
   * The steps that make Gatling inject exactly the plan's arrivals.
   *
   * @param plan the plan
   * @return steps for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] steps(ArrivalPlan plan) {
    return plan.steps().stream().map(GatlingInjection::step).toArray(OpenInjectionStep[]::new);
  }

  private static OpenInjectionStep step(InjectionStep step) {
    Duration duration = Duration.ofSeconds(step.seconds());
    return switch (step) {
      case InjectionStep.ConstantUsersPerSec(double rate, int seconds) ->
          CoreDsl.constantUsersPerSec(rate).during(duration);
      case InjectionStep.RampUsersPerSec(double from, double to, int seconds) ->
          CoreDsl.rampUsersPerSec(from).to(to).during(duration);
      case InjectionStep.NothingFor(int seconds) -> CoreDsl.nothingFor(duration);
      case InjectionStep.PoissonUsersPerSec(double from, double to, int seconds, long seed) ->
          seeded(new PoissonOpenInjection(Converters.toScalaDuration(duration), from, to, seed));
    };
  }

  /**
   * Gatling's own {@code randomized()} takes the seed from the clock, and this class's constructor
   * is private.
   */
  private static OpenInjectionStep seeded(PoissonOpenInjection step) {
    try {
      Constructor<OpenInjectionStep> constructor =
          OpenInjectionStep.class.getDeclaredConstructor(
              io.gatling.core.controller.inject.open.OpenInjectionStep.class);
      constructor.setAccessible(true);
      return constructor.newInstance(step);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of Gatling does not take a seeded Poisson step; use the version in the pom",
          e);
    }
  }
}

package io.hybridperf.gatling.injection;

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
  /** How long users that are started together arrive: see {@link #ahead}. */
  private static final long BUNCH_MILLIS = 5;

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

  /**
   * A step that makes Gatling start the plan's arrivals some milliseconds ahead of their time, in
   * bunches, in the same order. For a plan whose clock has headroom ({@link
   * io.hybridperf.gatling.grpc.record.RunRecording#HEADROOM}): each call then waits for its own
   * millisecond. To wake an event loop for each millisecond twice, once for those who come and once
   * for those who leave, costs more.
   *
   * @param plan the plan, which may grow
   * @param control stops the injection or extends the plan
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(ArrivalPlan plan, InjectionControl control) {
    return new OpenInjectionStep[] {own(new PlannedInjection(plan, control, BUNCH_MILLIS))};
  }

  /**
   * As {@link #ahead(ArrivalPlan, InjectionControl)}, for a plan that stays as it is.
   *
   * @param plan the plan
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(ArrivalPlan plan) {
    return ahead(plan, InjectionControl.NONE);
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
          // Gatling's own randomized() takes the seed from the clock.
          own(new PoissonOpenInjection(Converters.toScalaDuration(duration), from, to, seed));
    };
  }

  /** The constructor of the Java class is private. */
  private static OpenInjectionStep own(
      io.gatling.core.controller.inject.open.OpenInjectionStep step) {
    try {
      Constructor<OpenInjectionStep> constructor =
          OpenInjectionStep.class.getDeclaredConstructor(
              io.gatling.core.controller.inject.open.OpenInjectionStep.class);
      constructor.setAccessible(true);
      return constructor.newInstance(step);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of Gatling does not take steps of ours; use the version in the pom", e);
    }
  }
}

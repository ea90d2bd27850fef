package io.hybridperf.gatling.hybrid;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.lang.reflect.Constructor;

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
    return steps(plan, InjectionControl.NONE);
  }

  /**
   * The steps that make Gatling inject the plan's arrivals, as long as they are wanted.
   *
   * @param plan the plan, which may grow
   * @param control stops the injection or extends the plan
   * @return steps for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] steps(ArrivalPlan plan, InjectionControl control) {
    return new OpenInjectionStep[] {inJava(new PlannedInjection(plan, control))};
  }

  /** The constructor is private, since Gatling has no steps but its own. */
  private static OpenInjectionStep inJava(PlannedInjection step) {
    try {
      Constructor<OpenInjectionStep> constructor =
          OpenInjectionStep.class.getDeclaredConstructor(
              io.gatling.core.controller.inject.open.OpenInjectionStep.class);
      constructor.setAccessible(true);
      return constructor.newInstance(step);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of Gatling does not take a step of ours; use the version in the pom", e);
    }
  }
}

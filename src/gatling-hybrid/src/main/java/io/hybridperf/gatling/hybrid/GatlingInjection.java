package io.hybridperf.gatling.hybrid;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.lang.reflect.Constructor;

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
    return new OpenInjectionStep[] {inJava(new PlannedInjection(plan, control, 1))};
  }

  /**
   * A step that makes Gatling start the plan's arrivals some milliseconds ahead of their time, in
   * bunches, in the same order. For a plan whose clock has headroom ({@link
   * io.hybridperf.gatling.grpc.RunRecording#HEADROOM}): each call then waits for its own
   * millisecond. To wake an event loop for each millisecond twice, once for those who come and once
   * for those who leave, costs more.
   *
   * @param plan the plan
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(ArrivalPlan plan) {
    return ahead(plan, InjectionControl.NONE);
  }

  /**
   * As {@link #ahead(ArrivalPlan)}, as long as arrivals are wanted.
   *
   * @param plan the plan, which may grow
   * @param control stops the injection or extends the plan
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(ArrivalPlan plan, InjectionControl control) {
    return new OpenInjectionStep[] {inJava(new PlannedInjection(plan, control, BUNCH_MILLIS))};
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

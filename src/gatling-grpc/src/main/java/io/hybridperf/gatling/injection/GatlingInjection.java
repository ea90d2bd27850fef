package io.hybridperf.gatling.injection;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.hybridperf.measurement.load.ArrivalPlan;
import java.lang.reflect.Constructor;
import java.util.function.LongSupplier;

/** Tells Gatling's injector what an arrival plan holds. */
public final class GatlingInjection {
  /** How long users that are started together arrive: see {@link #ahead}. */
  private static final long BUNCH_MILLIS = 5;

  private GatlingInjection() {}

  /**
   * A step that makes Gatling start the plan's arrivals some milliseconds ahead of their time, in
   * bunches, in the same order. For a plan whose clock has headroom ({@link
   * io.hybridperf.gatling.grpc.record.RunRecording#HEADROOM}): each call then waits for its own
   * millisecond. To wake an event loop for each millisecond twice, once for those who come and once
   * for those who leave, costs more.
   *
   * @param plan the plan, which may grow
   * @param control stops the injection or extends the plan
   * @param delayNanos asked when the injection begins: for how long nobody comes at first, 0 or
   *     more
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(
      ArrivalPlan plan, InjectionControl control, LongSupplier delayNanos) {
    return new OpenInjectionStep[] {
      own(new PlannedInjection(plan, control, BUNCH_MILLIS, delayNanos))
    };
  }

  /**
   * As {@link #ahead(ArrivalPlan, InjectionControl, LongSupplier)}, at once.
   *
   * @param plan the plan, which may grow
   * @param control stops the injection or extends the plan
   * @return the step for {@code scenario.injectOpen(...)}
   */
  public static OpenInjectionStep[] ahead(ArrivalPlan plan, InjectionControl control) {
    return ahead(plan, control, () -> 0);
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

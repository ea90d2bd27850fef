package io.hybridperf.gatling.injection;

import io.hybridperf.measurement.load.ArrivalPlan;

/** What may change an injection while it goes. Called on the injector's thread: must not wait. */
public interface InjectionControl {

  /** Nothing changes. */
  InjectionControl NONE =
      new InjectionControl() {
        @Override
        public boolean stopped() {
          return false;
        }

        @Override
        public boolean extend(ArrivalPlan plan) {
          return false;
        }
      };

  /** {@return whether nobody is to be injected any more} */
  boolean stopped();

  /**
   * Called when all that is planned has been injected, up to a second before the plan's end.
   *
   * @param plan may be appended to
   * @return whether the plan goes on; if not, the injection is over
   */
  boolean extend(ArrivalPlan plan);
}

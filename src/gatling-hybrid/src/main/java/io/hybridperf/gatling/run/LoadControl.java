package io.hybridperf.gatling.run;

import io.hybridperf.gatling.hybrid.InjectionControl;
import io.hybridperf.measurement.load.ArrivalPlan;
import org.jspecify.annotations.Nullable;

/** Ends a load early when it is asked to, and lets a capacity search steer it. */
final class LoadControl implements InjectionControl {
  private final @Nullable CapacityRun search;
  private volatile boolean stopped;

  /**
   * @param search steers the load after what was planned first; null: nothing follows
   */
  LoadControl(@Nullable CapacityRun search) {
    this.search = search;
  }

  /** No virtual user begins any more; those that have begun come to their end. */
  void stop() {
    stopped = true;
  }

  @Override
  public boolean stopped() {
    return stopped;
  }

  @Override
  public boolean extend(ArrivalPlan plan) {
    return search != null && search.extend(plan);
  }
}

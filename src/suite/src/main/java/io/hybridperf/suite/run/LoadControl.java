package io.hybridperf.suite.run;

import io.hybridperf.gatling.injection.InjectionControl;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.watch.Console;
import org.jspecify.annotations.Nullable;

/**
 * Ends a load early when it is asked to or the generator does not keep up, and lets a capacity
 * search steer it.
 */
public final class LoadControl implements InjectionControl {
  private final @Nullable CapacityRun search;
  private final LagLimit lag;
  private volatile boolean stopped;

  /**
   * Control of a load.
   *
   * @param search steers the load after what was planned first; null: nothing follows
   * @param lag how late the generator may be; a search finds out by itself
   */
  public LoadControl(@Nullable CapacityRun search, LagLimit lag) {
    this.search = search;
    this.lag = lag;
  }

  /** No virtual user begins any more; those that have begun come to their end. */
  void stop() {
    stopped = true;
  }

  /** {@return whether the load was ended before its time} */
  public boolean endedEarly() {
    return stopped;
  }

  @Override
  public boolean stopped() {
    if (!stopped && search == null && lag.exceeded()) {
      Console.say(
          "the generator is more than %d s behind its schedule: no new requests; the report"
              + " follows",
          LagLimit.LIMIT.toSeconds());
      stopped = true;
    }
    return stopped;
  }

  @Override
  public boolean extend(ArrivalPlan plan) {
    return search != null && search.extend(plan);
  }
}

package io.hybridperf.suite.run;

import io.hybridperf.gatling.injection.InjectionControl;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.run.RunStatus;
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
  private volatile RunStatus status = RunStatus.COMPLETE;

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
    if (status == RunStatus.COMPLETE) {
      status = RunStatus.INCOMPLETE;
    }
  }

  /** {@return complete, unless the load was ended before its time} */
  public RunStatus status() {
    return status;
  }

  @Override
  public boolean stopped() {
    if (status == RunStatus.COMPLETE && search == null && lag.exceeded()) {
      Console.say(
          "the generator is more than %d s behind its schedule: no new requests; the report"
              + " follows",
          LagLimit.LIMIT.toSeconds());
      status = RunStatus.GENERATOR_LATE;
    }
    return status != RunStatus.COMPLETE;
  }

  @Override
  public boolean extend(ArrivalPlan plan) {
    return search != null && search.extend(plan);
  }
}

package io.hybridperf.suite.run;

import io.hybridperf.gatling.injection.InjectionControl;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.suite.watch.Console;
import java.util.function.Predicate;

/**
 * Ends a load early when it is asked to or the generator does not keep up, and lets it go on past
 * what was planned first.
 */
public final class LoadControl implements InjectionControl {
  private final LagLimit lag;
  private final Predicate<ArrivalPlan> extension;
  private volatile RunStatus status = RunStatus.COMPLETE;

  /**
   * Control of a load.
   *
   * @param lag how late the generator may be
   * @param extension asked at the end of what is planned; adds to it and says so, or does neither
   */
  public LoadControl(LagLimit lag, Predicate<ArrivalPlan> extension) {
    this.lag = lag;
    this.extension = extension;
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
    if (status == RunStatus.COMPLETE && lag.exceeded()) {
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
    try {
      return extension.test(plan);
    } catch (RuntimeException e) {
      // Gatling would log it, and ask again.
      RunFailure.end(RunFailure.inWords("injector", e));
      stop();
      return false;
    }
  }
}

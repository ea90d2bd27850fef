package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.run.TargetCounts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happened since the snapshot before, in brief, for a line of progress.
 *
 * @param phase name of the phase that the plan is in; empty before the first arrival
 * @param answersPerSecond OK answers per second
 * @param responseP50Nanos median response time as it is judged ({@link
 *     io.hybridperf.measurement.run.CallTimes}), 0 if there were no answers
 * @param responseP99Nanos p99 response time as it is judged, 0 if there were no answers
 * @param lagP99Nanos p99 dispatch lag, 0 if nothing was sent
 * @param errors answers that were neither OK nor shed
 * @param errorsInAll the same since the run began
 * @param shed answers that were {@link Status#RESOURCE_EXHAUSTED}
 * @param shedInAll the same since the run began
 * @param inFlight requests sent and not answered yet
 * @param targets calls by target, where the run has several; otherwise empty
 * @param remaining until the end of the plan, zero when it is over
 */
public record ProgressSnapshot(
    String phase,
    double answersPerSecond,
    long responseP50Nanos,
    long responseP99Nanos,
    long lagP99Nanos,
    long errors,
    long errorsInAll,
    long shed,
    long shedInAll,
    long inFlight,
    Map<String, TargetCounts> targets,
    Duration remaining) {

  /** Copies the map. */
  public ProgressSnapshot {
    targets = new TreeMap<>(targets);
  }

  /**
   * With another time to the end, where it does not follow from the plan.
   *
   * @param other until the end
   * @return a new value
   */
  public ProgressSnapshot withRemaining(Duration other) {
    return new ProgressSnapshot(
        phase,
        answersPerSecond,
        responseP50Nanos,
        responseP99Nanos,
        lagP99Nanos,
        errors,
        errorsInAll,
        shed,
        shedInAll,
        inFlight,
        targets,
        other);
  }
}

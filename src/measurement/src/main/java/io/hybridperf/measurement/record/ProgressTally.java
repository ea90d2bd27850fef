package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.run.TargetCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Adds intervals up until somebody asks, so that whoever asks every few seconds misses none. Safe
 * for any thread.
 */
final class ProgressTally {
  private final Histogram response =
      new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  private final Histogram failed =
      new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  private final Histogram lag =
      new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  private final Map<String, TargetCounts> targets = new TreeMap<>();
  private Answers since = Answers.NONE;
  private Answers all = Answers.NONE;
  private double seconds;

  synchronized void add(Interval interval, double ofSeconds) {
    interval.response.forEach(
        (tag, parts) -> parts.forEach((Status.isOk(tag.status()) ? response : failed)::add));
    interval.lag.values().stream().flatMap(List::stream).forEach(lag::add);
    interval.targets.forEach((name, counts) -> targets.merge(name, counts, TargetCounts::plus));
    since = since.plus(interval.answers());
    all = all.plus(interval.answers());
    seconds += ofSeconds;
  }

  /** What was added since the last call. */
  synchronized ProgressSnapshot take(String phase, Duration remaining) {
    CallTimes times = new CallTimes(response, failed);
    ProgressSnapshot taken =
        new ProgressSnapshot(
            phase,
            seconds > 0 ? since.ok() / seconds : 0,
            times.percentile(50),
            times.percentile(99),
            lag.getValueAtPercentile(99),
            since.errors(),
            all.errors(),
            since.shed(),
            all.shed(),
            all.sent() - all.answered(),
            targets,
            remaining);
    response.reset();
    failed.reset();
    lag.reset();
    targets.clear();
    since = Answers.NONE;
    seconds = 0;
    return taken;
  }
}

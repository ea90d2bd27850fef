package io.hybridperf.suite.live;

import io.hybridperf.measurement.record.RecordedInterval;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.Series;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The last seconds of a run, and what it came to in all. Safe for any thread. */
final class LiveSeconds {
  private static final int KEPT = 600;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Histogram lag =
      new Histogram(1, LoggedInterval.MAX_VALUE, LoggedInterval.SIGNIFICANT_DIGITS);
  private final Deque<Second> kept = new ArrayDeque<>();
  private Answers all = Answers.NONE;
  private final long beganNanoTime;
  private long previousNanoTime;

  /**
   * What happened in about a second.
   *
   * @param at seconds since the recording began
   * @param phase of the plan
   * @param sentPerSecond requests
   * @param okPerSecond OK answers
   * @param errors answers that were neither OK nor shed
   * @param shed answers that were refused
   * @param inFlight requests that have not ended, at its end
   * @param p50Millis median response time, as it is judged; 0 where nothing ended
   * @param p99Millis p99 of it
   * @param lagP99Millis p99 dispatch lag
   */
  record Second(
      double at,
      String phase,
      double sentPerSecond,
      double okPerSecond,
      long errors,
      long shed,
      long inFlight,
      double p50Millis,
      double p99Millis,
      double lagP99Millis) {}

  /**
   * @param nowNanoTime the recording begins
   */
  LiveSeconds(long nowNanoTime) {
    beganNanoTime = nowNanoTime;
    previousNanoTime = nowNanoTime;
  }

  synchronized void add(RecordedInterval interval, String phase, long nowNanoTime) {
    CallTimes times = interval.times();
    lag.reset();
    interval.forEach(Series.DISPATCH_LAG, (_, nanos) -> lag.add(nanos));
    Answers since = Answers.of(interval.sent(), interval.answered());
    all = all.plus(since);
    double seconds = Math.max(1e-3, (nowNanoTime - previousNanoTime) / NANOS_PER_SECOND);
    previousNanoTime = nowNanoTime;
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(
        new Second(
            (nowNanoTime - beganNanoTime) / NANOS_PER_SECOND,
            phase,
            since.sent() / seconds,
            since.ok() / seconds,
            since.errors(),
            since.shed(),
            all.sent() - all.answered(),
            times.percentile(50) / NANOS_PER_MILLI,
            times.percentile(99) / NANOS_PER_MILLI,
            lag.getValueAtPercentile(99) / NANOS_PER_MILLI));
  }

  /** {@return how all requests ended that have} */
  synchronized Answers all() {
    return all;
  }

  /**
   * {@return the seconds after one}
   *
   * @param at of the last one that is known
   */
  synchronized List<Second> since(double at) {
    List<Second> found = new ArrayList<>();
    kept.forEach(second -> {
      if (second.at() > at) {
        found.add(second);
      }
    });
    return found;
  }
}

package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Tag;
import io.hybridperf.measurement.run.TargetCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Writes the logs of several injectors of one test as those of one run. Nothing is lost: in every
 * interval histograms and counters are the sums of those of the injectors. Intervals are those of
 * the injector that began first; another's belong to the one that their middle is in by the
 * injectors' clocks, so that a time in the merged log is off by half an interval at most.
 */
public final class MergedLogs {

  private static final double INTERVAL_SECONDS = 1;

  private final TreeMap<Double, Sum> sums = new TreeMap<>();
  private final OptionalDouble planZero;

  /** What is added up in an interval. */
  private static final class Sum {
    final double end;
    final List<LoggedInterval> intervals = new ArrayList<>();
    final Map<Tag, Long> sent = new TreeMap<>();
    final Map<Tag, Long> answered = new TreeMap<>();
    final Map<String, Long> values = new TreeMap<>();
    final Map<Tag, Long> dropped = new TreeMap<>();
    final Map<String, TargetCounts> targets = new TreeMap<>();
    long clamped;
    long early;

    Sum(double end) {
      this.end = end;
    }

    void add(Counters line) {
      line.sent().forEach((tag, n) -> sent.merge(tag, n, Long::sum));
      line.answered().forEach((tag, n) -> answered.merge(tag, n, Long::sum));
      line.values().forEach((name, n) -> values.merge(name, n, Long::sum));
      line.dropped().forEach((tag, n) -> dropped.merge(tag, n, Long::sum));
      line.targets().forEach((target, n) -> targets.merge(target, n, TargetCounts::plus));
      clamped += line.clamped();
      early += line.early();
    }

    void add(LoggedInterval interval) {
      intervals.add(interval);
    }

    /** Unpacked, each takes a third of a megabyte: those of a whole run would be gigabytes. */
    Map<String, Map<Tag, Histogram>> histograms() {
      Map<String, Map<Tag, Histogram>> sums = new TreeMap<>();
      for (LoggedInterval each : intervals) {
        sums.computeIfAbsent(each.series(), _ -> new TreeMap<>())
            .merge(each.tag(), each.histogram(), MergedLogs::plus);
      }
      return sums;
    }
  }

  private static Histogram plus(Histogram one, Histogram other) {
    one.add(other);
    return one;
  }

  private MergedLogs(RunLog first, RunLog all) {
    planZero = all.planZeroSeconds();
    first.counters().forEach(line -> sums.put(line.start(), new Sum(line.end())));
    double end = first.untilSeconds();
    while (end < all.untilSeconds()) {
      double next = Math.round((end + INTERVAL_SECONDS) * 1e3) / 1e3;
      sums.put(end, new Sum(next));
      end = next;
    }
  }

  /**
   * Writes them.
   *
   * @param folder a new folder, without logs
   * @param parts of runs with the same phases, each whole
   * @return the same as one log, as {@link RunLog#merge} has it
   * @throws IllegalArgumentException if there is none, or the phases differ
   */
  public static RunLog write(RunFolder folder, List<RunLog> parts) {
    RunLog all = RunLog.merge(parts);
    RunLog first =
        parts.stream()
            .filter(part -> part.baseEpochSeconds() == all.baseEpochSeconds())
            .findFirst()
            .orElseThrow();
    MergedLogs merged = new MergedLogs(first, all);
    all.counters().forEach(line -> merged.at(line.start(), line.end()).add(line));
    all.intervals().forEach(each -> merged.at(each.startSeconds(), each.endSeconds()).add(each));
    try (RunLogs logs = new RunLogs(folder, Math.round(all.baseEpochSeconds() * 1e3))) {
      merged.sums.forEach((start, sum) -> logs.append(merged.line(start, sum), sum.histograms()));
    }
    return all;
  }

  private Sum at(double start, double end) {
    var interval = sums.floorEntry((start + end) / 2);
    return interval == null ? sums.firstEntry().getValue() : interval.getValue();
  }

  private Counters line(double start, Sum sum) {
    return new Counters(
        start,
        sum.end,
        planZero.isPresent() ? planZero.getAsDouble() : null,
        sum.sent,
        sum.answered,
        sum.values,
        sum.dropped,
        sum.clamped,
        sum.early,
        sum.targets);
  }
}

package io.hybridperf.report.model;

import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.PartsPerMillion;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What was recorded of judged OK answers beside the times of their calls: stages, caches, recall. A
 * run has ten such series and more, so each interval is unpacked once.
 */
final class ValueReader {

  /** Label of all query types together. */
  private static final String ALL = "";

  private record Key(String series, String label) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int bySeries = series.compareTo(other.series);
      return bySeries == 0 ? label.compareTo(other.label) : bySeries;
    }
  }

  /** Values of one series and query type: all of them, and by phase and second. */
  private static final class Values {
    private final Histogram all =
        new Histogram(1, LoggedInterval.MAX_VALUE, LoggedInterval.SIGNIFICANT_DIGITS);
    private final Map<String, TreeMap<Double, Second>> seconds = new HashMap<>();

    void add(LoggedInterval interval) {
      interval.addTo(all);
      if (Series.isShare(interval.series())) {
        // Shares have few values: unpacked they are looked at one by one.
        Histogram values =
            new Histogram(1, LoggedInterval.MAX_VALUE, LoggedInterval.SIGNIFICANT_DIGITS);
        interval.addTo(values);
        double count = values.getTotalCount();
        seconds
            .computeIfAbsent(interval.phase(), _ -> new TreeMap<>())
            .merge(
                interval.startSeconds(),
                new Second(PartsPerMillion.mean(values) * count, count),
                Second::plus);
      }
    }
  }

  private final List<String> phases;
  private final Map<Key, Values> values = new TreeMap<>();

  ValueReader(RunLog log) {
    phases =
        log.info().phases().stream().filter(PlannedPhase::judged).map(PlannedPhase::name).toList();
    for (LoggedInterval interval : log.intervals()) {
      String series = interval.series();
      if ((isStage(series) || Series.isShare(series))
          && Status.isOk(interval.status())
          && phases.contains(interval.phase())) {
        of(series, interval.label()).add(interval);
        if (Series.isShare(series)) {
          of(series, ALL).add(interval);
        }
      }
    }
  }

  private Values of(String series, String label) {
    return values.computeIfAbsent(new Key(series, label), _ -> new Values());
  }

  private static boolean isStage(String series) {
    return series.startsWith("stage.") || series.equals(Series.COORDINATION);
  }

  List<StageTime> stages() {
    List<StageTime> stages = new ArrayList<>();
    values.forEach((key, found) -> {
      if (isStage(key.series()) && found.all.getTotalCount() > 0) {
        stages.add(
            new StageTime(
                key.label(),
                key.series(),
                found.all.getTotalCount(),
                found.all.getMean(),
                found.all.getValueAtPercentile(50),
                found.all.getValueAtPercentile(99)));
      }
    });
    return stages;
  }

  List<Share> shares() {
    List<Share> shares = new ArrayList<>();
    values.forEach((key, found) -> {
      if (Series.isShare(key.series()) && found.all.getTotalCount() > 0) {
        // By phase, as all intervals are: that phases differ is the plan's doing.
        List<List<Second>> stretches =
            phases.stream()
                .map(phase ->
                    List.copyOf(found.seconds.getOrDefault(phase, new TreeMap<>()).values()))
                .toList();
        shares.add(
            new Share(
                key.series(),
                key.label(),
                found.all.getTotalCount(),
                PartsPerMillion.mean(found.all),
                RatioInterval.meanOfShares(stretches, ConfidenceInterval.LEVEL).orElse(null)));
      }
    });
    return shares;
  }
}

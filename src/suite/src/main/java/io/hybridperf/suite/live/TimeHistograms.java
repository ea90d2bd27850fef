package io.hybridperf.suite.live;

import io.hybridperf.measurement.record.RecordedInterval;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.Tag;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.TreeMap;

/** The times of one series of a run, by phase, type of request and status. */
final class TimeHistograms implements Collector {
  private static final double NANOS_PER_SECOND = 1e9;

  private final String name;
  private final String help;
  private final String series;
  private final Map<Tag, TimeHistogram> byTag = new TreeMap<>();

  TimeHistograms(String name, String help, String series) {
    this.name = name;
    this.help = help;
    this.series = series;
  }

  synchronized void add(RecordedInterval interval) {
    interval.forEach(
        series, (tag, nanos) -> byTag.computeIfAbsent(tag, _ -> new TimeHistogram()).add(nanos));
  }

  /** Adds an example, by the id of its trace, to the times it is one of. */
  synchronized void exemplar(SlowCall call, long epochMillis) {
    TimeHistogram histogram = byTag.get(new Tag(call.phase(), call.label(), call.status()));
    if (histogram != null) {
      histogram.exemplar(
          Exemplar.builder()
              .value(call.responseNanos() / NANOS_PER_SECOND)
              .traceId(call.trace())
              .timestampMillis(epochMillis)
              .build());
    }
  }

  static Labels labels(Tag tag) {
    return Labels.of("phase", tag.phase(), "type", tag.label(), "status", tag.status());
  }

  @Override
  public synchronized MetricSnapshot collect() {
    HistogramSnapshot.Builder snapshot =
        HistogramSnapshot.builder().name(name).help(help).unit(Unit.SECONDS);
    byTag.forEach((tag, histogram) -> snapshot.dataPoint(histogram.snapshot(labels(tag))));
    return snapshot.build();
  }
}

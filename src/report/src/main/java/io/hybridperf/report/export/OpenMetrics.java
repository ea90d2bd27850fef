package io.hybridperf.report.export;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.Percentiles;
import io.hybridperf.report.model.RunReport;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * A run's final figures as OpenMetrics text, for a Pushgateway or a collector of text files: what
 * was judged, {@code hybrid_perf_run_*}, apart from what a running injector offers.
 */
final class OpenMetrics {
  private final RunReport report;
  private final MetricSnapshots.Builder all = MetricSnapshots.builder();

  private OpenMetrics(RunReport report) {
    this.report = report;
  }

  static String of(RunReport report) {
    OpenMetrics metrics = new OpenMetrics(report);
    metrics.verdict();
    metrics.objectives();
    metrics.answers();
    metrics.times(
        "hybrid_perf_run_response_time_seconds",
        "From the planned arrival to the answer, as it is judged.",
        LatencyRow::response);
    metrics.times(
        "hybrid_perf_run_service_time_seconds",
        "From the actual send to the answer.",
        LatencyRow::service);
    metrics.shares();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      OpenMetricsTextFormatWriter.create()
          .write(text, metrics.all.build(), EscapingScheme.UNDERSCORE_ESCAPING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private Labels labels(String... more) {
    RunInfo info = report.info();
    Labels labels =
        Labels.of(
            "simulation", Plain.line(info.simulation()),
            "environment", Plain.line(info.environment()),
            "scale", Double.toString(info.scale()));
    String[] safe = more.clone();
    for (int n = 1; n < safe.length; n += 2) {
      safe[n] = Plain.line(safe[n]);
    }
    return labels.merge(Labels.of(safe));
  }

  private void gauge(String name, String help, GaugeDataPointSnapshot... points) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    for (GaugeDataPointSnapshot point : points) {
      gauge.dataPoint(point);
    }
    all.metricSnapshot(gauge.build());
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private void verdict() {
    gauge(
        "hybrid_perf_run_passed",
        "1 for PASS, 0 for any other verdict, which the label names.",
        point(
            labels("verdict", report.verdict().status().name()),
            report.verdict().passed() ? 1 : 0));
    gauge(
        "hybrid_perf_run_start_timestamp_seconds",
        "When the run started.",
        point(labels(), report.info().start().toEpochMilli() / 1e3));
  }

  private void objectives() {
    gauge(
        "hybrid_perf_run_objective_value",
        "Value of an objective, in the unit that the label names.",
        report.verdict().results().stream()
            .filter(result -> result.measuredValue().isPresent())
            .map(result -> point(labels(result), result.value()))
            .toArray(GaugeDataPointSnapshot[]::new));
  }

  private Labels labels(SloResult result) {
    return labels(
        "name", result.slo().name(),
        "metric", result.slo().metric().name(),
        "scope", result.slo().scope().toString(),
        "unit", result.slo().unit().symbol(),
        "tier", result.tier().label());
  }

  private Labels labels(LatencyRow row) {
    return labels("phase", row.phase(), "query_type", row.label());
  }

  private void answers() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("hybrid_perf_run_answers")
            .help("How requests ended; an empty phase or query type stands for all.");
    for (LatencyRow row : report.latencies()) {
      row.answers()
          .byStatus()
          .forEach((status, count) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels(row).merge(Labels.of("status", Plain.line(status))))
                      .value((double) count)
                      .build()));
    }
    all.metricSnapshot(counter.build());
  }

  private void times(String name, String help, Function<LatencyRow, Percentiles> which) {
    SummarySnapshot.Builder summary = SummarySnapshot.builder().name(name).help(help);
    for (LatencyRow row : report.latencies()) {
      Percentiles times = which.apply(row);
      if (times.count() > 0) {
        Quantiles.Builder quantiles = Quantiles.builder();
        times
            .at()
            .forEach((percentile, nanos) ->
                quantiles.quantile(new Quantile(percentile / 100, nanos / 1e9)));
        summary.dataPoint(
            SummaryDataPointSnapshot.builder()
                .labels(labels(row))
                .quantiles(quantiles.build())
                .count(times.count())
                .sum(times.mean() * times.count() / 1e9)
                .build());
      }
    }
    all.metricSnapshot(summary.build());
  }

  private void shares() {
    gauge(
        "hybrid_perf_run_share",
        "Recall, cache hits and degraded answers, 0 to 1.",
        report.shares().stream()
            .filter(share -> Double.isFinite(share.mean()))
            .map(share ->
                point(labels("series", share.series(), "query_type", share.label()), share.mean()))
            .toArray(GaugeDataPointSnapshot[]::new));
  }
}

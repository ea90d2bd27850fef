package io.hybridperf.suite.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.suite.watch.RunningLoad;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMetricsTest {
  private static final long MILLI = 1_000_000;

  /** Without the {@code _total} that counters are shown with. */
  private static final Pattern NAMED =
      Pattern.compile(
          "hybrid_perf_(\\w+_seconds (Counter|Histogram)"
              + "|(planned|sent|answered|recall_samples|recall_sum) Counter"
              + "|(in_flight_requests|phase_active|machine_cpus) Gauge|run Info)");

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .constant("baseline", 100, Duration.ofSeconds(2))
          .constant("peak", 300, Duration.ofSeconds(1))
          .plan();

  @TempDir Path folder;

  @Test
  void theyAreWhatWasRecorded() {
    try (RunRecorder recorder = recorder()) {
      LiveMetrics metrics = watching(recorder);
      SampleWriter writer = recorder.writer();
      for (int i = 0; i < 100; i++) {
        writer.sent(0, "simple");
        if (i < 97) {
          writer.record(
              0, "simple", i < 90 ? "OK" : "UNAVAILABLE", 2 * MILLI, 9 * MILLI, 7 * MILLI);
        }
        if (i < 50) {
          writer.value(
              Series.recallAt(10), 0, "simple", "OK", i < 40 ? Series.PPM : Series.PPM / 2);
        }
      }
      recorder.flush();
      writer.record(0, "simple", "OK", 2 * MILLI, 9 * MILLI, 7 * MILLI);
      recorder.flush();

      assertThat(counted(metrics, "hybrid_perf_sent")).isEqualTo(100);
      assertThat(counted(metrics, "hybrid_perf_answered")).isEqualTo(98);
      assertThat(gauge(metrics, "hybrid_perf_in_flight_requests")).isEqualTo(2);
      assertThat(counted(metrics, "hybrid_perf_recall_samples")).isEqualTo(50);
      assertThat(counted(metrics, "hybrid_perf_recall_sum")).isBetween(45 * 0.998, 45 * 1.002);
      assertThat(points(metrics, "hybrid_perf_response_time_seconds"))
          .hasSize(2)
          .extracting(point -> point.getLabels().get("status"))
          .containsExactlyInAnyOrder("OK", "UNAVAILABLE");
      assertThat(
              points(metrics, "hybrid_perf_response_time_seconds").stream()
                  .mapToLong(point -> ((HistogramDataPointSnapshot) point).getCount())
                  .sum())
          .isEqualTo(98);
    }
  }

  @Test
  void aSlowTracedRequestIsAnExampleOfItsBucket() throws IOException {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (RunRecorder recorder = recorder()) {
      LiveMetrics metrics = watching(recorder);
      recorder.writer().sent(0, "simple");
      recorder.writer().record(0, "simple", "OK", 2 * MILLI, 9 * MILLI, 7 * MILLI);
      recorder
          .slowest()
          .of("baseline", "simple")
          .add(
              new SlowCall(
                  "baseline",
                  "simple",
                  "OK",
                  0.5,
                  9 * MILLI,
                  2 * MILLI,
                  7 * MILLI,
                  "127.0.0.1:50051",
                  "",
                  trace,
                  Map.of()));
      recorder.flush();

      ByteArrayOutputStream text = new ByteArrayOutputStream();
      OpenMetricsTextFormatWriter.create().write(text, metrics.registry().scrape());
      assertThat(text.toString(StandardCharsets.UTF_8).lines())
          .filteredOn(line -> line.contains(trace))
          .singleElement()
          .asString()
          .startsWith("hybrid_perf_response_time_seconds_bucket{")
          .contains("le=\"0.01\"")
          .containsPattern("# \\{trace_id=\"" + trace + "\"} 0\\.009 [0-9.]+$");
    }
  }

  @Test
  void everyMetricHasHelpAndAUnitInItsName() {
    try (RunRecorder recorder = recorder()) {
      LiveMetrics metrics = watching(recorder);
      recorder.writer().sent(0, "simple");
      recorder.writer().record(0, "simple", "OK", 1, 1, 1);
      recorder.flush();

      assertThat(metrics.registry().scrape().stream())
          .hasSizeGreaterThan(8)
          .allSatisfy(each -> {
            String kind = each.getClass().getSimpleName().replace("Snapshot", "");
            assertThat(each.getMetadata().getName() + " " + kind).matches(NAMED);
            assertThat(each.getMetadata().getHelp()).isNotBlank();
          });
    }
  }

  @Test
  void whatIsDueByAMomentIsCountedByThePlan() {
    for (long millis : List.of(-1L, 0L, 1L, 999L, 1999L, 2000L, 2500L, 2999L, 10_000L)) {
      long counted = 0;
      for (long i = 0; i < plan.count(); i++) {
        counted += plan.plannedNanos(i) <= millis * MILLI ? 1 : 0;
      }

      assertThat(LiveMetrics.dueBy(plan, millis * MILLI)).isEqualTo(counted);
    }
  }

  private RunRecorder recorder() {
    return RunRecorder.open(
        new RunFolder(folder), new ArrivalClock(plan, System.nanoTime()), RecorderClock.SYSTEM);
  }

  private LiveMetrics watching(RunRecorder recorder) {
    RunInfo info = RunInfo.starting("Burst", "embedded", 1, "must-pass", 42, plan);
    LiveMetrics metrics =
        new LiveMetrics(new RunningLoad(recorder, new RunFolder(folder), info), 10);
    recorder.follow(metrics::add);
    return metrics;
  }

  private static List<DataPointSnapshot> points(LiveMetrics metrics, String name) {
    return metrics.registry().scrape().stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .<DataPointSnapshot>flatMap(each -> each.getDataPoints().stream())
        .toList();
  }

  private static double counted(LiveMetrics metrics, String name) {
    return points(metrics, name).stream()
        .mapToDouble(point -> ((CounterDataPointSnapshot) point).getValue())
        .sum();
  }

  private static double gauge(LiveMetrics metrics, String name) {
    return ((GaugeDataPointSnapshot) points(metrics, name).getFirst()).getValue();
  }
}

package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.HdrHistogram.Histogram;

class MergedLogsTest {

  record Sample(int second, boolean first, int phase, String label, String status, long nanos) {}

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .constant("a", 1, Duration.ofSeconds(2))
          .constant("b", 1, Duration.ofSeconds(2))
          .plan();

  private final RunInfo info = RunInfo.starting("Merged", "test", 1, "must-pass", 1, plan);

  @Property(tries = 20, edgeCases = EdgeCasesMode.NONE)
  void twoRecordersMergedAreOneThatSawBothStreams(@ForAll("samples") List<Sample> samples)
      throws IOException {
    Path results = Files.createTempDirectory("merged");
    try {
      RunLog one = record(results, samples, Sample::first);
      RunLog other = record(results, samples, sample -> !sample.first());
      RunLog both = record(results, samples, _ -> true);

      RunLog merged = RunLog.merge(List.of(one, other));

      assertThat(histograms(merged)).isEqualTo(histograms(both));
      assertThat(merged.sent()).isEqualTo(both.sent());
    } finally {
      delete(results);
    }
  }

  private RunLog record(Path results, List<Sample> samples, Predicate<Sample> mine) {
    RunFolder folder = RunFolder.create(results, "Merged", Instant.EPOCH);
    info.writeTo(folder);
    ManualClock clock = new ManualClock();
    try (RunRecorder recorder =
        RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock)) {
      for (int second = 0; second < 4; second++) {
        for (Sample each : samples) {
          if (each.second == second && mine.test(each)) {
            recorder.writer().sent(each.phase, each.label);
            recorder
                .writer()
                .record(
                    each.phase, each.label, each.status, each.nanos, each.nanos, each.nanos / 9);
            recorder.writer().value("extra", each.phase, each.label, each.status, each.nanos);
          }
        }
        clock.advanceNanos(1_000_000_000);
        recorder.flush();
      }
    }
    return RunLog.read(folder);
  }

  private static Map<String, Histogram> histograms(RunLog log) {
    Map<String, Histogram> sums = new TreeMap<>();
    for (LoggedInterval each : log.intervals()) {
      String key =
          String.format(
              Locale.ROOT,
              "%.3f %s %s %s %s",
              each.startSeconds(),
              each.series(),
              each.phase(),
              each.label(),
              each.status());
      Histogram histogram = each.histogram();
      histogram.setStartTimeStamp(0);
      histogram.setEndTimeStamp(0);
      sums.merge(
          key,
          histogram,
          (a, b) -> {
            a.add(b);
            return a;
          });
    }
    return sums;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Provide
  Arbitrary<List<Sample>> samples() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 3),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 1),
            Arbitraries.of("simple", "hybrid"),
            Arbitraries.of("OK", "UNAVAILABLE"),
            Arbitraries.longs().between(0, RunRecorder.MAX_VALUE))
        .as(Sample::new)
        .list()
        .ofMaxSize(30);
  }
}

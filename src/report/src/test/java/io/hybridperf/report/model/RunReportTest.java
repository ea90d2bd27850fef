package io.hybridperf.report.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.MadeRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunReportTest {
  private static final String SETTINGS =
      """
      {"slos":{"median":{"metric":"response-time-p50","must-pass":"< 15 ms"},
      "gpu":{"metric":"recall@5","must-pass":">= 0.9"}}}
      """;

  @TempDir private Path results;

  private RunFolder run() throws IOException {
    return MadeRun.of(results, 10).settings(SETTINGS).complete();
  }

  @Test
  void saysOfEachPhaseAndQueryTypeWhatTheLogsSay() throws IOException {
    RunFolder folder = run();
    RunLog log = RunLog.read(folder);

    RunReport report = RunReport.read(folder);

    assertThat(report.latencies())
        .extracting(row -> row.phase() + "/" + row.label() + "/" + row.judged())
        .containsExactly(
            "//true",
            "/hybrid/true",
            "/simple/true",
            "warm-up//false",
            "warm-up/hybrid/false",
            "warm-up/simple/false",
            "steady//true",
            "steady/hybrid/true",
            "steady/simple/true",
            "peak//true",
            "peak/hybrid/true",
            "peak/simple/true");
    for (LatencyRow row : report.latencies()) {
      Selection part =
          row.judged()
              ? log.select(new Scope(row.phase(), row.label(), 0))
              : log.select(
                  row.phase()::equals, label -> row.label().isEmpty() || label.equals(row.label()));
      var times = part.times(Series.RESPONSE_TIME);
      assertThat(row.answers().sent()).isEqualTo(part.answers().sent());
      assertThat(row.response().count()).isEqualTo(times.ok().getTotalCount());
      for (double percentile : Percentiles.SHOWN) {
        assertThat(row.response().at()).containsEntry(percentile, times.percentile(percentile));
      }
    }
  }

  @Test
  void countsEveryRequestOnceOverTime() throws IOException {
    RunReport report = RunReport.read(run());

    assertThat(report.moments()).hasSize(9);
    assertThat(report.moments().stream().mapToLong(moment -> moment.answers().sent()).sum())
        .isEqualTo(1_355);
    assertThat(report.moments().stream().mapToDouble(Moment::planned).sum())
        .isCloseTo(1_355, within(1.0));
    assertThat(report.heat().counts().stream().flatMap(List::stream).mapToLong(n -> n).sum())
        .isEqualTo(report.moments().stream().mapToLong(moment -> moment.answers().ok()).sum());
    assertThat(report.heat().columns().size() * (report.heat().edges().size() - 1))
        .isLessThanOrEqualTo(HeatMap.MOST_CELLS);
  }

  @Test
  void hasTheShapeOfTimesWithEveryAnswerInABin() throws IOException {
    RunReport report = RunReport.read(run());

    for (int n = 0; n < report.responses().size(); n++) {
      Distribution shape = report.responses().get(n);
      assertThat(shape.bins().stream().mapToLong(Distribution.Bin::count).sum())
          .isEqualTo(report.latencies().get(n).answers().ok());
      assertThat(shape.spectrum())
          .isSortedAccordingTo(Comparator.comparingLong(Distribution.Point::nanos));
    }
  }

  @Test
  void listsWhatWasNotMeasured() throws IOException {
    RunReport report = RunReport.read(run());

    assertThat(report.gaps())
        .extracting(Gap::what)
        .contains("gpu", "cache hits", "where the time goes", "GPU utilisation")
        .doesNotContain("recall", "median");
    assertThat(report.shares())
        .filteredOn(share -> share.label().isEmpty())
        .singleElement()
        .satisfies(share -> assertThat(share.mean()).isBetween(0.99, 0.992));
  }

  @Test
  void savesWhatItCanOfADamagedFolderThatNeverPasses() throws IOException {
    RunFolder folder = run();
    Files.writeString(folder.findingsJson(), "{}");

    RunReport report = RunReport.read(folder);

    assertThat(report.verdict().status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(report.salvaged()).isTrue();
    assertThat(report.answers().sent()).isEqualTo(1_200);
  }

  @Test
  void knowsWhichArrivalsWerePlannedWhen() {
    var ramp = new PlannedPhase("up", true, "ramp 0.0/s to 100.0/s", 10, 10, 500);

    assertThat(PlannedRate.arrivals(List.of(ramp), 0, 15)).isCloseTo(125, within(1e-9));
    assertThat(PlannedRate.arrivals(List.of(ramp), 15, 40)).isCloseTo(375, within(1e-9));
  }
}

package io.hybridperf.report.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.OverviewRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {
  private static final int STEP = 18;
  private static final int RUNS = 30;

  @TempDir private Path results;
  private final SplittableRandom random = new SplittableRandom(5);

  private double around(double millis) {
    return millis * (1 + 0.01 * random.nextGaussian());
  }

  private CommandLineOf history(String... more) {
    String[] arguments = new String[more.length + 2];
    arguments[0] = "history";
    System.arraycopy(more, 0, arguments, 1, more.length);
    arguments[arguments.length - 1] = results.toString();
    return CommandLineOf.report(arguments);
  }

  @Test
  void theFirstRunAndRevisionOfARegressionAreNamed() throws IOException {
    RunFolder first = null;
    for (int day = 0; day < RUNS; day++) {
      RunFolder run = OverviewRun.of(day, around(day < STEP ? 8 : 8.4)).in(results);
      first = day == STEP ? run : first;
    }

    CommandLineOf shown = history("--recent", "15");

    assertThat(shown.status()).as(shown.err()).isEqualTo(2);
    assertThat(shown.out())
        .contains(
            "WORSE ",
            "response-time-p99, phase:peak: 8.0",
            first.path().getFileName().toString(),
            OverviewRun.revision(STEP).substring(0, 12));
    assertThat(shown.out().lines().filter(line -> line.contains("WORSE"))).hasSize(1);
  }

  @Test
  void anOldRegressionIsShownAndIsNoFailure() throws IOException {
    for (int day = 0; day < RUNS; day++) {
      OverviewRun.of(day, around(day < 8 ? 8 : 8.8)).in(results);
    }

    CommandLineOf shown = history();

    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("WORSE ");
  }

  @Test
  void whatGotFasterIsBetter() throws IOException {
    for (int day = 0; day < RUNS; day++) {
      OverviewRun.of(day, around(day < 25 ? 8 : 7)).in(results);
    }

    CommandLineOf shown = history();

    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("better", "-12.").doesNotContain("WORSE");
  }

  @Test
  void aSlowDriftIsNamedThoughNoRunIsMuchSlowerThanTheOneBefore() throws IOException {
    for (int day = 0; day < 40; day++) {
      OverviewRun.of(day, around(8 * (1 + 0.004 * Math.max(0, day - 10)))).in(results);
    }

    assertThat(history("--recent", "40").out()).contains("WORSE ");
  }

  @Test
  void runsThatAreNotAlikeAreApartAndWhatIsLeftOutIsSaid() throws IOException {
    for (int day = 0; day < 12; day++) {
      OverviewRun.of(day, around(8)).in(results);
      OverviewRun.of(day, around(16)).cpus(4).in(results);
    }
    OverviewRun.of(20, 8).cpus(8).in(results);
    OverviewRun.of(21, 80).verdict("INVALID").in(results);
    RunFolder broken = OverviewRun.of(22, 80).in(results);
    Files.writeString(broken.runJson(), "{");
    RunFolder unjudged = OverviewRun.of(23, 80).in(results);
    Files.delete(unjudged.verdictJson());

    CommandLineOf shown = history();

    assertThat(shown.status()).as(shown.out()).isZero();
    assertThat(shown.out())
        .contains("2 x CPU", "4 x CPU", "12 runs", "left out: 4")
        .contains("machine: 8 x CPU", "is INVALID: because", "damaged: run.json", "no verdict.json")
        .doesNotContain("80.0");
  }

  @Test
  void theJsonHasEveryValue() throws IOException {
    for (int day = 0; day < 5; day++) {
      OverviewRun.of(day, 8).in(results);
    }
    Path file = results.resolve("history.json");

    assertThat(history("--json", file.toString()).status()).isZero();

    JsonNode json = Json.read(file, JsonNode.class).path("series").path(0);
    assertThat(json.path("metrics")).hasSize(2);
    assertThat(json.path("metrics").path(0).path("values")).hasSize(5);
    assertThat(json.path("traits").path("machine").asText()).contains("2 x CPU");
  }

  @Test
  void hostileNamesStayText() throws IOException {
    for (int day = 0; day < 5; day++) {
      OverviewRun.of(day, 8).of("x\u001b[31m\u202e").in(results);
    }

    assertThat(history().out()).contains("5 runs").doesNotContain("\u001b", "\u202e");
  }

  @Test
  void mistakesAreOneLine() {
    assertThat(CommandLineOf.report("history", "nowhere").err()).hasLineCount(1);
    assertThat(history("--least-change", "much").err()).hasLineCount(1).contains("much");
    assertThat(history("--p-value", "2").err()).hasLineCount(1);
    assertThat(history("--p-value", "2").status()).isEqualTo(64);
    assertThat(history().out()).contains("no 4 runs are alike");
  }
}

package io.hybridperf.report.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.QueuedRun;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Pictures;
import io.hybridperf.report.chart.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareCommandTest {
  private static final int PLANTED = 5;
  private static final int ALIKE = 40;

  @TempDir private Path results;

  private static QueuedRun run(long seed) {
    return new QueuedRun(1_000, 120, seed);
  }

  private static String path(RunFolder folder) {
    return folder.path().toString();
  }

  private CommandLineOf compare(RunFolder... runs) {
    List<String> arguments = new ArrayList<>(List.of("compare"));
    for (RunFolder run : runs) {
      arguments.add(path(run));
    }
    return CommandLineOf.report(arguments.toArray(String[]::new));
  }

  private static JsonNode metric(RunFolder run, String scope, String name) {
    JsonNode json = Json.read(run.path().resolve("comparison.json"), JsonNode.class);
    for (JsonNode each : json.path("comparisons").path(0).path("metrics")) {
      if (each.path("scope").asText().equals(scope) && each.path("metric").asText().equals(name)) {
        return each;
      }
    }
    throw new AssertionError("no %s of %s in %s".formatted(name, scope, json));
  }

  private static String outcome(RunFolder run, String name) {
    return metric(run, "run", name).path("outcome").asText();
  }

  @Test
  void aMedianThatIsFivePercentSlowerIsFound() throws IOException {
    for (int n = 0; n < PLANTED; n++) {
      RunFolder before = run(2L * n).in(results);
      RunFolder after = run(2L * n + 1).changed(seconds -> 1.05 * seconds).in(results);

      CommandLineOf compared = compare(before, after);

      assertThat(compared.status()).as(compared.out()).isEqualTo(2);
      assertThat(outcome(after, "response-time-p50")).isEqualTo("REGRESSION");
    }
  }

  @Test
  void aTailThatIsTenPercentSlowerIsFoundWhereTheMedianIsAsItWas() throws IOException {
    for (int n = 0; n < PLANTED; n++) {
      RunFolder before = run(2L * n).in(results);
      double beyond = 3.5 * run(0).meanSeconds();
      RunFolder after =
          run(2L * n + 1)
              .changed(seconds -> seconds > beyond ? 1.1 * seconds : seconds)
              .in(results);

      CommandLineOf compared = compare(before, after);

      assertThat(compared.status()).as(compared.out()).isEqualTo(2);
      assertThat(outcome(after, "response-time-p99")).isEqualTo("REGRESSION");
      assertThat(outcome(after, "response-time-p50")).isEqualTo("no difference shown");
    }
  }

  @Test
  void twoRunsOfOnePlanDoNotCryWolf() throws IOException {
    RunFolder before = new QueuedRun(500, 60, 100).in(results);
    List<String> alarms = new ArrayList<>();
    for (int n = 0; n < ALIKE; n++) {
      RunFolder after = new QueuedRun(500, 60, 101 + n).in(results);

      CommandLineOf compared = compare(before, after);

      if (compared.status() != 0) {
        alarms.add(compared.out());
      }
      before = after;
    }
    assertThat(alarms).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void whatIsBetterIsNoRegressionAndTheReportSaysSo() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder after = run(2).changed(seconds -> 0.8 * seconds).in(results);

    CommandLineOf compared = compare(before, after);

    assertThat(compared.status()).as(compared.err()).isZero();
    assertThat(outcome(after, "response-time-p95")).isEqualTo("better");
    assertThat(after.path().resolve("comparison-report.md"))
        .content()
        .contains("| run | response\\-time\\-p95 |", "better");
    JsonNode ratio = metric(after, "label:simple", "response-time-p50").path("ratio");
    assertThat(ratio.path("low").doubleValue()).isLessThan(0.8);
    assertThat(ratio.path("high").doubleValue()).isGreaterThan(0.8).isLessThan(1);
  }

  @Test
  void moreErrorsAndALowerRecallAreRegressions() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder after = run(2).errors(0.006).recall(0.9).in(results);

    assertThat(compare(before, after).status()).isEqualTo(2);

    assertThat(outcome(after, "error-rate")).isEqualTo("REGRESSION");
    assertThat(outcome(after, "recall@10")).isEqualTo("REGRESSION");
    assertThat(metric(after, "run", "error-rate").path("difference").path("low").doubleValue())
        .isBetween(0.2, 0.4);
  }

  @Test
  void aThresholdSaysFromWhenOnWorseIsARegression() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder after = run(2).changed(seconds -> 1.05 * seconds).in(results);

    CommandLineOf compared =
        CommandLineOf.report(
            "compare",
            "--threshold",
            "15%",
            "--out",
            results.toString(),
            path(before),
            path(after));

    assertThat(compared.status()).as(compared.out()).isZero();
    assertThat(compared.out()).contains("worse", "15.0 %");
    assertThat(results.resolve("comparison-report.md")).exists();
    assertThat(after.path().resolve("comparison-report.md")).doesNotExist();
  }

  @Test
  void severalRunsAreHeldAgainstTheFirst() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder alike = run(2).in(results);
    RunFolder slower = run(3).changed(seconds -> 1.3 * seconds).in(results);

    CommandLineOf compared = compare(before, alike, slower);

    assertThat(compared.status()).isEqualTo(2);
    JsonNode json = Json.read(slower.path().resolve("comparison.json"), JsonNode.class);
    assertThat(json.path("comparisons")).hasSize(2);
    assertThat(json.path("baseline").asText()).isEqualTo(before.path().getFileName().toString());
  }

  @Test
  void runsThatAreNotAlikeAreRefusedOrLabelled() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder other =
        run(2).described(info -> info.withDataset(Map.of("items", "other"))).in(results);

    CommandLineOf refused = compare(before, other);
    CommandLineOf labelled = CommandLineOf.report("compare", "--anyway", path(before), path(other));

    assertThat(refused.status()).isEqualTo(64);
    assertThat(refused.err()).hasLineCount(1).contains("data: ", "items other", "--anyway");
    assertThat(labelled.status()).as(labelled.err()).isZero();
    assertThat(labelled.out()).contains("NOT ALIKE", "items other");
    assertThat(other.path().resolve("comparison-report.md")).content().contains("NOT ALIKE");
  }

  @Test
  void anotherScaleOrLoadIsNotAlike() throws IOException {
    RunFolder before = run(1).in(results);

    assertThat(compare(before, new QueuedRun(900, 120, 2).in(results)).err()).contains("load: ");
    assertThat(
            compare(
                    before,
                    run(2)
                        .described(info -> info.withParameters(Map.of("arrivals", "even")))
                        .in(results))
                .err())
        .contains("arrivals: not set and even");
  }

  @Test
  void runsOfOtherNumbersOfFilmsAreNotAlike() throws IOException {
    RunFolder before = run(1).in(results);

    assertThat(
            compare(
                    before,
                    run(2)
                        .described(info -> info.withParameters(Map.of("films", "100000")))
                        .in(results))
                .err())
        .contains("films: 9742 and 100000");
    assertThat(
            compare(
                    before,
                    run(3)
                        .described(info -> info.withParameters(Map.of("films", "9742")))
                        .in(results))
                .err())
        .isEmpty();
  }

  @Test
  void aDamagedFolderIsRefused() throws IOException {
    RunFolder before = run(1).in(results);
    RunFolder damaged = run(2).in(results);
    Files.writeString(damaged.counters(), "{}\n");

    CommandLineOf refused = compare(before, damaged);

    assertThat(refused.status()).isEqualTo(64);
    assertThat(refused.err()).hasLineCount(1).contains("INVALID damaged", "counters.jsonl");
  }

  @Test
  void namesOutOfAFolderStayText() throws IOException {
    String hostile = "<script>|`*\u202e\u001b[31m=1+1";
    RunFolder before = run(1).in(results);
    RunFolder after =
        run(2).described(info -> info.withEngines(Map.of("vector", hostile))).in(results);

    CommandLineOf compared = compare(before, after);

    assertThat(compared.out()).doesNotContain("\u202e", "\u001b").contains("differs in engines");
    assertThat(after.path().resolve("comparison-report.md"))
        .content()
        .contains("&lt;script&gt;\\|\\`\\*")
        .doesNotContain("<script>", "\u202e", "\u001b");
  }

  @Test
  void aMistakeIsOneLine() throws IOException {
    RunFolder before = run(1).in(results);

    assertThat(compare(before).err()).hasLineCount(1);
    assertThat(
            CommandLineOf.report("compare", "--threshold", "much", path(before), path(before))
                .err())
        .hasLineCount(1)
        .contains("--threshold=much");
    assertThat(CommandLineOf.report("compare", path(before), "nowhere").status()).isEqualTo(64);
  }

  @Test
  void thePageHasALineForEachRunAndTheNumbersOfItsLog() throws IOException {
    RunFolder before = new QueuedRun(200, 30, 1).in(results);
    RunFolder after = new QueuedRun(200, 30, 2).changed(seconds -> 2 * seconds).in(results);
    RunFolder third = new QueuedRun(200, 30, 3).in(results);

    assertThat(compare(before, after, third).out()).contains("comparison.html");

    Document page = Jsoup.parse(Files.readString(third.path().resolve("comparison.html")));
    assertThat(page.select("p.verdict").text()).isEqualTo("REGRESSION");
    assertThat(page.select("figure .chart").eachAttr("id"))
        .containsExactly("p50-over-time", "p99-over-time", "spectra");
    JsonNode charts = Json.mapper().readTree(page.select("#data").first().data());
    for (JsonNode chart : charts) {
      assertThat(chart.path("data").path("lines")).hasSize(3);
      for (JsonNode line : chart.path("data").path("lines")) {
        assertThat(line.path("points").size()).as(chart.path("id").asText()).isGreaterThan(10);
      }
    }
    String p50 =
        "" + RunLog.read(after).select(Scope.RUN).times(Series.RESPONSE_TIME).percentile(50);
    assertThat(
            page.select("figure:has(#spectra) tbody tr").stream()
                .filter(row -> row.text().startsWith(after.path().getFileName().toString()))
                .map(row -> row.select("data").eachAttr("value")))
        .contains(List.of("50.0", p50));
    assertThat(page.select("#numbers table")).hasSize(2);
    try (Pictures pictures = Pictures.open()) {
      for (JsonNode chart : charts) {
        assertThat(
                pictures.svg(
                    new Chart(
                        chart.path("id").asText(),
                        chart.path("kind").asText(),
                        "",
                        "",
                        chart.path("data"),
                        Table.of(Stream.of()))))
            .contains("<path");
      }
    }
  }
}

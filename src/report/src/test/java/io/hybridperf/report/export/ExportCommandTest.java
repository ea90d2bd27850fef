package io.hybridperf.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.model.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir private Path results;
  private RunFolder run;

  @BeforeEach
  void record() throws IOException {
    run =
        MadeRun.of(results, 10)
            .settings(
                """
                {"slos":{"=1+1 \\"a\\"\u202e":{"metric":"response-time-p50","must-pass":"< 15 ms"}}}
                """)
            .complete();
  }

  private CommandLineOf export(String format, String... more) {
    String[] arguments = new String[more.length + 4];
    arguments[0] = "export";
    arguments[1] = run.path().toString();
    arguments[2] = "--format";
    arguments[3] = format;
    System.arraycopy(more, 0, arguments, 4, more.length);
    return CommandLineOf.report(arguments);
  }

  private long okAnswers() {
    return Judgement.of(run)
        .log()
        .select(Scope.RUN)
        .histogram(Series.RESPONSE_TIME, Status::isOk)
        .getTotalCount();
  }

  @Test
  void aSpreadsheetComputesNothingOfIt() {
    CommandLineOf csv = export("csv");

    assertThat(csv.status()).as(csv.err()).isZero();
    assertThat(csv.out()).contains("'=1+1 ", "response-time-p99").doesNotContain("\n=1", "\u202e");
  }

  @Test
  void openMetricsHasEveryQuantileAndCountAndEscapesLabels() {
    CommandLineOf text = export("prometheus");

    assertThat(text.status()).as(text.err()).isZero();
    List<String> lines = text.out().lines().toList();
    assertThat(lines).last().isEqualTo("# EOF");
    assertThat(lines)
        .contains("# TYPE hybrid_perf_run_response_time_seconds summary")
        .anyMatch(line ->
            line.startsWith("hybrid_perf_run_response_time_seconds_count{")
                && line.contains("phase=\"\",query_type=\"\"")
                && line.endsWith(" " + okAnswers()))
        .anyMatch(line -> line.startsWith("hybrid_perf_run_answers_total{"))
        .anyMatch(line -> line.contains("name=\"=1+1 \\\"a\\\""))
        .allMatch(line -> line.startsWith("#") || line.startsWith("hybrid_perf_run_"));
    assertThat(text.out()).doesNotContain("\u202e");
  }

  @Test
  void jsonHasTheVerdictAndAllLatencies() throws IOException {
    Path file = results.resolve("run.json");

    assertThat(export("json", "--out", file.toString()).status()).isZero();

    JsonNode json = Json.read(file, JsonNode.class);
    assertThat(json.path("verdict").asText()).isEqualTo("PASS");
    assertThat(json.path("latencies").path(0).path("responseTimeNanos").path("count").asLong())
        .isEqualTo(okAnswers());
    assertThat(json.path("run").path("simulation").asText()).isEqualTo("Judged");
  }

  @Test
  void hgrmIsWhatHdrHistogramPrints() {
    CommandLineOf all = export("hgrm");
    CommandLineOf peak = export("hgrm", "--scope", "phase:peak", "--series", "service-time");

    // One call failed after more than the p99, and counts with those that waited.
    assertThat(all.out())
        .contains("Value     Percentile TotalCount 1/(1-Percentile)", "#[Mean ")
        .contains("Total count    =         " + (okAnswers() + 1));
    assertThat(peak.out()).contains("Total count    =          ");
    assertThat(export("hgrm", "--scope", "phase:none").err()).hasLineCount(1).contains("--scope");
  }

  @Test
  void damagedFoldersAndMistakesAreRefusedInOneLine() throws IOException {
    assertThat(export("xml").status()).isEqualTo(64);
    assertThat(export("hgrm", "--scope", "x").err()).hasLineCount(1).contains("--scope=x");
    Files.writeString(run.counters(), "");

    CommandLineOf refused = export("prometheus");

    assertThat(refused.status()).isEqualTo(64);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).hasLineCount(1).contains("INVALID");
  }
}

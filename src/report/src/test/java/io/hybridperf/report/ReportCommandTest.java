package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.model.Judgement;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  @TempDir private Path results;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int report(RunFolder run) {
    return Main.run(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        "report",
        "--no-pictures",
        run.path().toString());
  }

  private MadeRun run(String objectives) throws IOException {
    return MadeRun.of(results, 10).settings("{\"slos\":{%s}}".formatted(objectives));
  }

  private static String objective(String limit) {
    return "\"median\":{\"metric\":\"response-time-p50\",\"must-pass\":\"%s\"}".formatted(limit);
  }

  private void saysOnEveryPage(RunFolder run, String verdict) throws IOException {
    assertThat(Jsoup.parse(text(run, "index.html")).select(".verdict").text()).isEqualTo(verdict);
    assertThat(text(run, "performance-report.md")).startsWith("## " + verdict + ":");
    assertThat(text(run, "verdict.json")).contains("\"verdict\" : \"" + verdict + "\"");
    assertThat(text(run, "metrics.csv").lines().skip(1)).allMatch(line -> line.startsWith(verdict));
    assertThat(out.toString()).startsWith(verdict + ": " + run.path().resolve("index.html"));
  }

  private static String text(RunFolder run, String name) throws IOException {
    return Files.readString(run.path().resolve(name));
  }

  @Test
  void writesThePageOfARunThatPassed() throws IOException {
    RunFolder run = run(objective("< 15 ms")).complete();

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "PASS");
    assertThat(text(run, "junit.xml")).doesNotContain("<failure", "<error");
  }

  @Test
  void writesThePageOfARunThatFailed() throws IOException {
    RunFolder run = run(objective("< 5 ms")).complete();

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "FAIL");
    assertThat(text(run, "junit.xml")).contains("<failure type=\"FAIL\"");
  }

  @Test
  void writesThePageOfARunThatIsUnsure() throws IOException {
    // Seven seconds are too few for an interval.
    RunFolder run =
        MadeRun.of(results, 10)
            .settings("{\"confidence\":0.95,\"slos\":{%s}}".formatted(objective("< 15 ms")))
            .complete();

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "UNSURE");
    assertThat(text(run, "junit.xml")).contains("<failure type=\"UNSURE\"");
  }

  @Test
  void writesThePageOfARunThatWasKilled() throws IOException {
    RunFolder run = run(objective("< 15 ms")).killed();

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "INCOMPLETE");
    assertThat(text(run, "junit.xml")).contains("<error type=\"INCOMPLETE\"", "<skipped");
  }

  @Test
  void keepsWhatOnlyTheRunKnewOfItsEnd() throws IOException {
    RunFolder run = run(objective("< 15 ms")).killed();
    VerdictJson.write(Judgement.of(run).verdict().because("the disk is full"), run);

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "INCOMPLETE");
    assertThat(text(run, "index.html")).contains("<li><bdi>the disk is full</bdi></li>");
    assertThat(text(run, "verdict.json")).contains("the disk is full");
  }

  @Test
  void savesWhatItCanOfADamagedFolderAndLabelsIt() throws IOException {
    RunFolder run = run(objective("< 15 ms")).complete();
    Files.writeString(
        run.path().resolve("counters.jsonl"), "", StandardOpenOption.TRUNCATE_EXISTING);

    assertThat(report(run)).isZero();

    saysOnEveryPage(run, "INVALID");
    assertThat(text(run, "index.html")).contains("The run's folder is damaged");
    assertThat(text(run, "junit.xml")).contains("<error type=\"INVALID\"");
  }

  @Test
  void writesNoPageWhereNobodyKnowsWhatTheRunWas() throws IOException {
    RunFolder run = run(objective("< 15 ms")).complete();
    Files.writeString(run.runJson(), "{");

    assertThat(report(run)).isEqualTo(2);

    assertThat(err.toString()).startsWith("report: INVALID damaged: run.json").hasLineCount(1);
    assertThat(run.path().resolve("index.html")).doesNotExist();
  }

  @Test
  void saysThatAFolderHoldsNoRun() {
    assertThat(report(new RunFolder(results))).isEqualTo(ExitStatus.MISTAKE);
    assertThat(err.toString()).contains("name the folder of a run").hasLineCount(1);
  }
}

package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.QueuedRun;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of each verdict and its pages, whose numbers are those of its logs. */
class VerdictPagesTest {
  private static final int RATE = 100;
  private static final int SECONDS = 60;
  private static final Set<String> PICTURED = Set.of("PASS", "INCOMPLETE");

  @TempDir private Path results;

  private static QueuedRun run() {
    return new QueuedRun(RATE, SECONDS, 5);
  }

  private static String limit(double millis) {
    return String.format(
        Locale.ROOT,
        "{\"confidence\":0.95,\"slos\":{\"p99\":{\"metric\":\"response-time-p99\",\"must-pass\":\"< %f ms\"}}}",
        millis);
  }

  /** Writes all pages, and holds those that people read against the folder. */
  private static RunReport checked(RunFolder run, String word) throws IOException {
    RunReport report = RunReport.read(run);
    ReportFiles files = new ReportFiles(report);
    files.writePage();
    // Which take seconds; the pages are made of the same parts.
    if (PICTURED.contains(word)) {
      files.writePictures();
    }
    assertThat(report.verdict().status().name())
        .as(report.verdict().reasons().toString())
        .isEqualTo(word);
    for (String name : pages(word)) {
      Document page = Jsoup.parse(Files.readString(run.path().resolve(name)));
      assertThat(page.select("p.verdict").text()).isEqualTo(word);
      assertThat(page.title()).endsWith(": " + word);
      assertThat(page.select(".reasons li").eachText()).hasSameSizeAs(report.verdict().reasons());
      Elements rows = page.select("#objectives tbody tr");
      for (int n = 0; n < rows.size(); n++) {
        hasValueAndInterval(rows.get(n).select("td"), report.verdict().results().get(n));
      }
      assertThat(rows).hasSameSizeAs(report.verdict().results());
    }
    assertThat(Files.readString(run.path().resolve("performance-report.md")))
        .startsWith("## " + word + ": ");
    return report;
  }

  /** To the last digit. */
  private static void hasValueAndInterval(Elements cells, SloResult result) {
    assertThat(cells.get(0).text()).startsWith(result.slo().name());
    Element value = cells.get(2).selectFirst("data");
    assertThat(value == null ? "NaN" : value.attr("value"))
        .isEqualTo(Double.toString(result.value()));
    ConfidenceInterval ends = result.interval();
    Element interval = cells.get(3).selectFirst("data");
    assertThat(interval == null ? "" : interval.attr("value"))
        .isEqualTo(
            ends == null ? "" : ends.low() + "/" + (ends.isBounded() ? "" + ends.high() : ""));
  }

  private static List<String> pages(String word) {
    return PICTURED.contains(word) ? List.of("index.html", "static.html") : List.of("index.html");
  }

  /** The row of all that is judged, to the last digit. */
  private static void hasTheNumbersOfTheLog(RunFolder run, String word) throws IOException {
    for (String name : pages(word)) {
      Element row =
          Jsoup.parse(Files.readString(run.path().resolve(name)))
              .select("#latency > .scroll tbody tr")
              .first();
      List<String> exact =
          row.select("td").stream()
              .map(cell ->
                  cell.selectFirst("data") == null
                      ? cell.text()
                      : cell.selectFirst("data").attr("value"))
              .toList();
      var judged = RunLog.read(run).select(Scope.RUN);
      var times = judged.times(Series.RESPONSE_TIME);
      assertThat(exact.subList(0, 5))
          .containsExactly(
              "all judged",
              "all",
              "response",
              "" + times.ok().getTotalCount(),
              "" + judged.answers().errors());
      assertThat(exact.subList(6, 10))
          .containsExactly(
              "" + times.percentile(50),
              "" + times.percentile(90),
              "" + times.percentile(95),
              "" + times.percentile(99));
    }
  }

  private static double p99Millis(RunFolder run) {
    return RunLog.read(run).select(Scope.RUN).times(Series.RESPONSE_TIME).percentile(99) / 1e6;
  }

  @Test
  void pass() throws IOException {
    RunFolder run = run().settings(limit(1_000)).in(results);
    checked(run, "PASS");
    hasTheNumbersOfTheLog(run, "PASS");
  }

  @Test
  void fail() throws IOException {
    RunFolder run = run().settings(limit(1)).in(results);
    checked(run, "FAIL");
    hasTheNumbersOfTheLog(run, "FAIL");
  }

  @Test
  void unsure() throws IOException {
    double value = p99Millis(run().in(results));
    RunFolder run = run().settings(limit(value * 1.01)).in(results);
    RunReport report = checked(run, "UNSURE");
    hasTheNumbersOfTheLog(run, "UNSURE");
    assertThat(new Objectives(report.verdict()).summary()).contains("p99");
  }

  @Test
  void unstable() throws IOException {
    int[] answers = {0};
    RunFolder run =
        run()
            .settings(limit(60_000))
            .changed(seconds -> seconds + answers[0]++ * 0.0005)
            .in(results);
    RunReport report = checked(run, "FAIL");
    assertThat(report.verdict().reasons()).anyMatch(reason -> reason.startsWith("UNSTABLE:"));
    assertThat(
            Jsoup.parse(Files.readString(run.path().resolve("index.html")))
                .select(".reasons")
                .text())
        .contains("UNSTABLE:");
    hasTheNumbersOfTheLog(run, "FAIL");
  }

  @Test
  void invalid() throws IOException {
    RunFolder run = run().settings(limit(1_000)).in(results);
    Files.writeString(run.counters(), "x", StandardOpenOption.APPEND);
    RunReport report = checked(run, "INVALID");
    assertThat(report.salvaged()).isTrue();
    assertThat(Files.readString(run.path().resolve("index.html"))).contains("it proves nothing");
  }

  @Test
  void incomplete() throws IOException {
    RunFolder run = MadeRun.of(results, 10).settings(limit(1_000)).killed();
    checked(run, "INCOMPLETE");
    hasTheNumbersOfTheLog(run, "INCOMPLETE");
  }

  @Test
  void share() throws IOException {
    RunFolder run =
        run()
            .settings(limit(1_000))
            .described(info -> info.withParameters(Map.of("injector", "1/2")))
            .in(results);
    checked(run, "SHARE");
    hasTheNumbersOfTheLog(run, "SHARE");
  }
}

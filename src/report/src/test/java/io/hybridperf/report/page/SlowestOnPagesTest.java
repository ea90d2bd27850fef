package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.model.Gap;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the p99 to the request: the table of slow calls, and where their traces are. */
class SlowestOnPagesTest {
  @TempDir private Path results;

  private RunFolder run(String traceLink) throws IOException {
    return MadeRun.of(results, 10)
        .settings("{\"slos\":{},\"trace-link\":\"%s\"}".formatted(traceLink))
        .complete();
  }

  private static RunReport written(RunFolder run) throws IOException {
    RunReport report = RunReport.read(run);
    new ReportFiles(report).writePage();
    return report;
  }

  private static Document page(RunFolder run, String name) throws IOException {
    return Jsoup.parse(Files.readString(run.path().resolve(name)));
  }

  private static List<String> row(Element row) {
    return row.select("td").stream()
        .map(cell ->
            cell.selectFirst("data") == null ? cell.text() : cell.selectFirst("data").attr("value"))
        .toList();
  }

  @Test
  void areThoseOfTheFolderOnEveryPageWithLinksToTheirTraces() throws IOException {
    RunFolder run = run("http://localhost:16686/trace/{trace}?q=a&b");
    new ReportFiles(written(run)).writePictures();
    List<SlowCall> judged =
        SlowCall.read(run).stream()
            .filter(call -> !call.phase().equals("warm-up"))
            .sorted(Comparator.comparingLong(SlowCall::responseNanos).reversed())
            .limit(10)
            .toList();

    for (String name : List.of("index.html", "static.html")) {
      Element table = page(run, name).select("#slowest table").first();
      assertThat(table.select("th").eachText())
          .containsExactly(
              "phase",
              "query type",
              "due at",
              "response",
              "service",
              "lag",
              "status",
              "graph",
              "vector",
              "target",
              "query",
              "trace");
      List<Element> rows = table.select("tbody tr");
      assertThat(rows).hasSize(10);
      for (int n = 0; n < 10; n++) {
        SlowCall call = judged.get(n);
        assertThat(row(rows.get(n)))
            .containsExactly(
                call.phase(),
                call.label(),
                "" + call.seconds(),
                "" + call.responseNanos(),
                "" + call.serviceNanos(),
                "" + call.lagNanos(),
                call.status(),
                "" + call.stages().get("stage.graph"),
                "" + call.stages().get("stage.vector"),
                call.target(),
                call.query(),
                call.traced() ? call.trace() : "-");
        assertThat(rows.get(n).select("a").eachAttr("href"))
            .isEqualTo(
                call.traced()
                    ? List.of("http://localhost:16686/trace/" + call.trace() + "?q=a&b")
                    : List.of());
      }
      assertThat(page(run, name).select("#slowest a[href]")).isNotEmpty();
    }
    assertThat(Files.readString(run.path().resolve("performance-report.md")))
        .contains("| slowest | query type |", judged.getFirst().query());
  }

  @Test
  void aLinkCannotLeaveItsAttributeOrTheWeb() throws IOException {
    for (String link :
        List.of(
            "http://a/{trace}\\\" onclick=\\\"alert(1)",
            "javascript:alert(1)//{trace}",
            "data:text/html,{trace}",
            "http://a/without")) {
      RunFolder run = run(link);
      written(run);

      Document page = page(run, "index.html");
      assertThat(page.select("[onclick], a[href^=javascript], a[href^=data]")).isEmpty();
      assertThat(page.select("#slowest table")).isNotEmpty();
    }
  }

  @Test
  void whatWasNotTracedOrNotKeptIsSaidToBeMissing() throws IOException {
    RunFolder run = run("");
    List<SlowCall> untraced =
        SlowCall.read(run).stream()
            .map(call ->
                new SlowCall(
                    call.phase(),
                    call.label(),
                    call.status(),
                    call.seconds(),
                    call.responseNanos(),
                    call.serviceNanos(),
                    call.lagNanos(),
                    call.target(),
                    "",
                    "",
                    Map.of()))
            .toList();
    RunFolder killed = MadeRun.of(results, 10).settings("{\"slos\":{}}").killed();
    SlowCall.write(killed, untraced);

    assertThat(RunReport.read(killed).gaps())
        .extracting(Gap::what)
        .contains("traces of slow requests")
        .doesNotContain("single slow requests");
    Files.delete(killed.slowestCalls());
    RunReport report = written(killed);
    assertThat(report.gaps()).extracting(Gap::what).contains("single slow requests");
    assertThat(page(killed, "index.html").select("#slowest")).isEmpty();
  }
}

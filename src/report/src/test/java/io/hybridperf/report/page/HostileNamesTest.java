package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/** Whatever a name or a message is, it is text in every format. */
class HostileNamesTest {
  @TempDir private Path results;

  static List<String> names() {
    return List.of(
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>\"'`$<!--",
        "\u202Etxt.exe\u202C | [link](javascript:alert(1)) @someone #1",
        "=cmd|' /C calc'!A0",
        "-->]]>&lt;\u0000\u0007\uFFFE",
        "x".repeat(10_000));
  }

  @ParameterizedTest
  @MethodSource("names")
  void areText(String name) throws Exception {
    RunFolder run =
        MadeRun.of(results, 10)
            .settings(
                "{\"slos\":{%s:{\"metric\":\"response-time-p50\",\"must-pass\":\"< 1 ms\"}}}"
                    .formatted(json(name.replaceAll("\\p{Cntrl}", " "))))
            .described(
                name,
                info -> info.withParameters(Map.of(name, name)).withEngines(Map.of("vector", name)))
            .findings(
                Findings.none()
                    .line(name)
                    .detail(
                        name,
                        io.hybridperf.measurement.files.Json.mapper()
                            .createObjectNode()
                            .put(name, name)))
            .complete();
    ReportFiles files = new ReportFiles(RunReport.read(run));
    files.writePage();
    page(run, "index.html", 4);
    try (var csv = CSVFormat.RFC4180.parse(new StringReader(text(run, "metrics.csv")))) {
      for (CSVRecord record : csv) {
        assertThat(record.stream()).noneMatch(cell -> cell.matches("(?s)[=+@\\t\\r-].*"));
      }
    }
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text(run, "junit.xml"))));
    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    String markdown = text(run, "performance-report.md");
    assertThat(markdown.lines().count()).isLessThan(Markdown.MOST_LINES);
    assertThat(markdown.replaceAll("`[^`\n]*`", ""))
        .doesNotContain("<", "@someone")
        .doesNotContainPattern("(?<!\\\\)]\\(");
    assertThat(markdown).doesNotContain("\u202E");
  }

  @Test
  void areTextInPicturesToo() throws Exception {
    RunFolder run = MadeRun.of(results, 10).settings("{\"slos\":{}}").events(names()).killed();

    new ReportFiles(RunReport.read(run)).writePictures();

    page(run, "static.html", 0);
    try (var pictures = Files.list(run.path().resolve("charts"))) {
      for (Path picture : pictures.toList()) {
        var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(picture.toFile());
        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("img").getLength()).isZero();
      }
    }
  }

  private static String json(String name) throws IOException {
    return io.hybridperf.measurement.files.Json.mapper().writeValueAsString(name);
  }

  private static String text(RunFolder run, String name) throws IOException {
    return Files.readString(run.path().resolve(name));
  }

  private static void page(RunFolder run, String name, int scripts) throws IOException {
    Document page = Jsoup.parse(text(run, name));
    assertThat(page.select("script")).hasSize(scripts);
    assertThat(page.select("img[onerror], img[src=x], a[href^=javascript]")).isEmpty();
    assertThat(page.select("main, header, nav")).hasSize(3);
    assertThat(page.select("#files")).hasSize(1);
    assertThat(page.text().length()).isLessThan(200_000);
  }
}

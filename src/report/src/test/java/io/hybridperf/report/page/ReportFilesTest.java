package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

/** What is written of one run, read back. */
class ReportFilesTest {
  private static final String SETTINGS =
      """
      {"slos":{"median":{"metric":"response-time-p50","must-pass":"< 15 ms","target":"< 1 ms"},
      "errors":{"metric":"error-rate","must-pass":"< 2 %"}}}
      """;

  @TempDir private static Path results;
  private static Path folder = Path.of("unset");
  private static RunReport report;
  private static RunLog log;

  @BeforeAll
  static void writeAll() throws IOException {
    RunFolder run = MadeRun.of(results, 10).settings(SETTINGS).complete();
    folder = run.path();
    log = RunLog.read(run);
    report = RunReport.read(run);
    ReportFiles files = new ReportFiles(report);
    files.writePage();
    files.writePictures();
  }

  private static String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private static Document page(String name) throws IOException {
    return Jsoup.parse(text(name));
  }

  private static Selection part(String phase, String label) {
    return log.select(
        phase.equals("all judged")
            ? name -> !name.equals("warm-up")
            : name -> name.equals(phase.replace(", not judged", "")),
        each -> label.equals("all") || each.equals(label));
  }

  @Test
  void hasThePercentilesAndCountsOfTheLogsToTheLastDigitOnBothPages() throws IOException {
    for (String name : List.of("index.html", "static.html")) {
      int compared = 0;
      for (Element row : page(name).select("#latency > .scroll tbody tr")) {
        List<String> cells =
            row.select("td").stream()
                .map(cell ->
                    cell.selectFirst("data") == null
                        ? cell.text()
                        : cell.selectFirst("data").attr("value"))
                .toList();
        Selection part = part(cells.get(0), cells.get(1));
        CallTimes times =
            part.times(
                cells.get(2).equals("response") ? Series.RESPONSE_TIME : Series.SERVICE_TIME);
        assertThat(cells.get(3)).isEqualTo("" + times.ok().getTotalCount());
        assertThat(cells.get(4)).isEqualTo("" + part.answers().errors());
        double[] percentiles = {50, 90, 95, 99, 99.9, 99.99};
        for (int n = 0; n < percentiles.length; n++) {
          if (!cells.get(6 + n).equals("-")) {
            assertThat(cells.get(6 + n)).isEqualTo("" + times.percentile(percentiles[n]));
            compared++;
          }
        }
        assertThat(cells.get(12))
            .isEqualTo("" + times.judged(each -> (double) each.getMaxValue()).getMaxValue());
      }
      assertThat(compared).isGreaterThan(40);
    }
  }

  @Test
  void hasTheIntervalsOfTheVerdict() throws IOException {
    String needed =
        new Objectives(report.verdict()).interval(report.verdict().results().getFirst());

    assertThat(page("index.html").select("#objectives tbody tr").first().text()).contains(needed);
    assertThat(text("performance-report.md")).contains(needed);
  }

  @Test
  void hasTheNumbersOfTheLogsInTheCsv() throws IOException {
    Map<String, String> values = new HashMap<>();
    try (var csv = CSVFormat.RFC4180.parse(new StringReader(text("metrics.csv")))) {
      for (CSVRecord record : csv) {
        values.put(
            "%s/%s/%s".formatted(record.get(2), record.get(3), record.get(4)), record.get(5));
      }
    }
    CallTimes all = log.select(Scope.RUN).times(Series.RESPONSE_TIME);
    assertThat(values)
        .containsEntry("//response-time-p99", "" + all.percentile(99))
        .containsEntry("//response-time-p99.9", "" + all.percentile(99.9))
        .containsEntry("//sent", "1200")
        .containsEntry("//UNAVAILABLE", "12")
        .containsEntry("peak/hybrid/OK", "60");
  }

  @Test
  void tellsJenkinsInItsForm() throws IOException {
    Path stats;
    try (var inside = Files.list(folder)) {
      stats =
          inside
              .filter(path -> path.getFileName().toString().startsWith("Judged-"))
              .findFirst()
              .orElseThrow();
    }
    assertThat(stats.getFileName().toString()).matches("Judged-[0-9]{17}");
    Document copied = Jsoup.parse(Files.readString(stats.resolve("index.html")));
    assertThat(copied.select("figure img")).hasSameSizeAs(page("static.html").select("figure img"));
    assertThat(copied.select("a[href=verdict.json]")).isEmpty();
    assertThat(stats.resolve("charts")).isNotEmptyDirectory();
    JsonNode json = Json.read(stats.resolve("js/global_stats.json"), JsonNode.class);
    Answers answers = log.select(Scope.RUN).answers();

    assertThat(json.path("numberOfRequests").path("total").longValue()).isEqualTo(answers.total());
    assertThat(json.path("numberOfRequests").path("ko").longValue()).isEqualTo(answers.errors());
    assertThat(json.path("percentiles3").path("total").longValue()).isEqualTo(11);
  }

  @Test
  void hasACaseForEveryObjectiveInTheJunitFile() throws Exception {
    var xml =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text("junit.xml"))));

    assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(3);
    assertThat(xml.getDocumentElement().getAttribute("tests")).isEqualTo("3");
  }

  @Test
  void keepsTheMarkdownShort() throws IOException {
    assertThat(text("performance-report.md").lines().count()).isLessThan(Markdown.MOST_LINES);
  }

  @Test
  void showsEveryChartWithItsNumbersAsATable() throws IOException {
    for (String name : List.of("index.html", "static.html")) {
      Document page = page(name);
      assertThat(page.select("figure")).hasSize(Html.charts(Page.of(report)).size());
      for (Element figure : page.select("figure")) {
        assertThat(figure.select("figcaption").text()).isNotBlank();
        assertThat(figure.select("details table tbody tr")).isNotEmpty();
        assertThat(figure.select(".chart[role=img][aria-label], img[alt]")).hasSize(1);
      }
    }
  }

  @Test
  void needsNeitherScriptsNorStylesWithinTheStaticPage() throws IOException {
    Document page = page("static.html");

    assertThat(page.select("script, style, [style], [onclick], iframe, object")).isEmpty();
    for (Element picture : page.select("img")) {
      assertThat(folder.resolve(picture.attr("src"))).exists();
    }
    assertThat(folder.resolve(page.select("link[rel=stylesheet]").attr("href"))).exists();
  }

  @Test
  void asksForNothingFromElsewhere() throws IOException {
    assertThat(page("index.html").select("link[href], script[src], img[src], iframe")).isEmpty();
  }

  @Test
  void drawsEveryMark() throws IOException {
    for (Chart chart : Html.charts(Page.of(report))) {
      String svg = text("charts/" + chart.id() + ".svg");
      long marks = Pattern.compile("ecmeta_ssr_type=\"chart\"").matcher(svg).results().count();
      switch (chart.kind()) {
        case "heat" -> assertThat(marks).isEqualTo(chart.data().path("cells").size());
        case "boxes" -> assertThat(marks).isEqualTo(chart.data().path("boxes").size());
        case "bars", "stacked" -> assertThat(marks).isEqualTo(values(chart));
        case "latency" -> assertThat(longestLine(svg)).isEqualTo(report.moments().size());
        case "throughput" -> assertThat(longestLine(svg)).isEqualTo(report.moments().size());
        case "resources" -> {
          for (JsonNode line : chart.data().path("lines")) {
            assertThat(svg).contains(">" + line.path("name").asText() + "</text>");
          }
        }
        default -> assertThat(longestLine(svg)).isGreaterThan(3);
      }
    }
  }

  private static long values(Chart chart) {
    long values = 0;
    for (JsonNode part : chart.data().path("parts")) {
      for (JsonNode value : part.path("values")) {
        values += value.isNumber() ? 1 : 0;
      }
    }
    return values;
  }

  private static long longestLine(String svg) {
    Matcher paths = Pattern.compile("<path d=\"([^\"]*)\"[^>]*fill=\"none\"").matcher(svg);
    long longest = 0;
    while (paths.find()) {
      longest = Math.max(longest, paths.group(1).chars().filter(c -> c == 'M' || c == 'L').count());
    }
    return longest;
  }

  @Test
  void paintsPictures() throws IOException {
    for (String name : List.of("latency-analysis.png", "throughput-analysis.png")) {
      var image = ImageIO.read(folder.resolve(name).toFile());
      assertThat(image.getWidth()).isGreaterThan(1_400);
      long colours =
          IntStream.range(0, image.getHeight())
              .flatMap(y -> IntStream.range(0, image.getWidth()).map(x -> image.getRGB(x, y)))
              .distinct()
              .count();
      assertThat(colours).isGreaterThan(50);
    }
  }
}

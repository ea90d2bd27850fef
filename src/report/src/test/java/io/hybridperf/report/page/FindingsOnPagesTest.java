package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.LargeRun;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Pictures;
import io.hybridperf.report.chart.ScrapedCharts;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What simulations find out beside their series, in the forms that they write. */
class FindingsOnPagesTest {
  private static final String CAPACITY =
      """
      {"capacityPerSecond":8100.5,"bound":"SYSTEM","productionPerSecond":5670.35,
       "knee":{"phase":"step-2","perSecond":6000,"meanMillis":2.5},
       "steps":[
        {"phase":"step-1","ratePerSecond":4000,"throughputPerSecond":3999,"p50Millis":1.5,"p99Millis":4,"outcome":"MET","errorRate":0},
        {"phase":"step-2","ratePerSecond":8000,"throughputPerSecond":7990,"p50Millis":2.5,"p99Millis":9,"outcome":"MET"},
        {"phase":"step-3","ratePerSecond":12000,"throughputPerSecond":9000,"p50Millis":20,"p99Millis":99,"outcome":"MISSED",
         "reason":"p99 response time: FAIL"}]}
      """;

  private static final String LEAKS =
      """
      [{"side":"target","metric":"threads","outcome":"leak","perHour":12.5},
       {"side":"generator","metric":"rss-bytes","outcome":"steady"}]
      """;

  private static final String COMPARISON =
      """
      {"system":"hybrid","baseline":"neo4j_only","pairs":6,"p99":{"speedUp":1.83,"low":1.61,"high":2.04}}
      """;

  @TempDir private Path results;

  private RunReport report() throws IOException {
    RunFolder run =
        MadeRun.of(results, 10)
            .settings("{\"slos\":{}}")
            .findings(
                Findings.none()
                    .line("capacity: 8,100 /s")
                    .detail("capacity", json(CAPACITY))
                    .detail("leaks", json(LEAKS))
                    .detail("comparison", json(COMPARISON)))
            .complete();
    return RunReport.read(run);
  }

  private static JsonNode json(String text) throws IOException {
    return Json.mapper().readTree(text);
  }

  @Test
  void whatPrometheusScrapedIsAChartWithItsTable() throws IOException {
    RunReport report = report();

    Document page = Jsoup.parse(Files.readString(new ReportFiles(report).writePage()));

    assertThat(page.select("#scraped").text())
        .contains("Scraped: cache hit rate (%)", "100 * hits / requests", "job=coordinator")
        .contains("36.67", "50.01");
    assertThat(page.select("#gaps").text()).doesNotContain("Prometheus");

    Files.delete(report.judgement().folder().scraped());
    RunReport without = RunReport.read(report.judgement().folder());

    assertThat(without.salvaged()).isTrue();
    assertThat(without.gaps()).anyMatch(gap -> gap.what().startsWith("what Prometheus scraped"));
  }

  @Test
  void aPictureNamesEverySeriesByWhatTellsItFromTheOthers() throws IOException {
    List<Chart> charts = ScrapedCharts.of(RunReport.read(new LargeRun(20, 20).in(results)));

    try (Pictures pictures = Pictures.open()) {
      assertThat(pictures.svg(charts.getFirst()))
          .contains(">gpu=0<", ">gpu=1<", ">peak<")
          .doesNotContain("Hostname");
      String pools = pictures.svg(charts.getLast());
      for (String pool : List.of("neo4j", "milvus", "postgres")) {
        for (String state : List.of("active", "max", "pending")) {
          assertThat(pools).contains(">pool=%s, state=%s<".formatted(pool, state));
        }
      }
    }
    assertThat(charts.getFirst().table().rows().getFirst().getFirst().text())
        .contains("Hostname=gpu-node-1.example", "gpu=0");
  }

  @Test
  void areLinesTablesAndACurve() throws IOException {
    RunReport report = report();

    Document page = Jsoup.parse(Files.readString(new ReportFiles(report).writePage()));

    String found = page.select("#findings").text();
    assertThat(found)
        .contains(
            "capacity: 8,100 /s",
            "p99 response time: FAIL",
            "9000 /s",
            "12.5",
            "neo4j_only",
            "1.83");
    assertThat(page.select("#findings figure")).hasSize(1);
  }

  @Test
  void haveAPointForEveryRateThatWasTried() throws IOException {
    Chart chart =
        Html.charts(Page.of(report())).stream()
            .filter(each -> each.kind().equals("capacity"))
            .findFirst()
            .orElseThrow();

    try (Pictures pictures = Pictures.open()) {
      String svg = pictures.svg(chart);
      Pattern point =
          Pattern.compile(
              "ecmeta_series_index=\"[01]\" ecmeta_data_index=\"\\d\" ecmeta_ssr_type=\"chart\"");
      assertThat(point.matcher(svg).results()).hasSize(6);
      for (String mark : List.of("capacity", "knee", "70 %")) {
        assertThat(svg).contains(">" + mark + "<");
      }
    }
  }
}

package io.hybridperf.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.MadeRun;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Pictures;
import io.hybridperf.report.model.Gap;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Component benchmarks of the revision that a run was made from, which lie beside it. */
class ComponentsOnPagesTest {
  private static final String REVISION = "0123456789abcdef0123456789abcdef01234567";

  private static final String ENVIRONMENT =
      """
      "environment":{"gitRevision":"REVISION","machine":{"processor":"EPYC","processors":2},"gpus":["H100"]}
      """;

  private static final String BENCHMARKS =
      """
      {"schemaVersion":1,"kind":"hybrid-perf-benchmarks",ENVIRONMENT,"results":[
       {"benchmark":"io.hybridperf.jmh.bench.QueryComplexity.search","mode":"avgt","params":{"backend":"jvector","k":"10"},
        "primaryMetric":{"score":412.5,"scoreError":7.25,"scoreUnit":"us/op"},
        "secondaryMetrics":{"recall":{"score":0.98,"scoreUnit":"#"}}}],"notMeasured":[]}
      """;

  private static final String SWEEP =
      """
      {"schemaVersion":1,"kind":"hybrid-perf-sweep",ENVIRONMENT,"data":"movielens","k":10,"batch":1,"queries":1000,"points":[
       {"backend":"BACKEND","tuning":"itopk=32","recall":0.91,"qps":9000},
       {"backend":"BACKEND","tuning":"itopk=64","recall":0.97,"qps":6000}],"notMeasured":[]}
      """;

  @TempDir private Path results;

  private RunFolder run() throws IOException {
    return MadeRun.of(results, 10)
        .settings("{\"slos\":{}}")
        .described("Judged", ComponentsOnPagesTest::ofRevision)
        .complete();
  }

  private static RunInfo ofRevision(RunInfo info) {
    return new RunInfo(
        info.schemaVersion(),
        info.simulation(),
        info.environment(),
        info.scale(),
        info.gate(),
        info.status(),
        info.start(),
        info.end(),
        info.seed(),
        info.parameters(),
        info.phases(),
        info.versions(),
        info.engines(),
        info.dataset(),
        info.machine(),
        new GitRevision(REVISION, false));
  }

  private void jmh(String name, String revision) throws IOException {
    Path folder = Files.createDirectories(results.resolve(name));
    Files.writeString(
        folder.resolve("benchmarks.json"),
        BENCHMARKS.replace("ENVIRONMENT", ENVIRONMENT.replace("REVISION", revision)));
  }

  private void sweep(String backend) throws IOException {
    Path folder = Files.createDirectories(results.resolve("sweep-20261127-100000-000"));
    Files.writeString(
        folder.resolve("sweep.json"),
        SWEEP
            .replace("ENVIRONMENT", ENVIRONMENT.replace("REVISION", REVISION))
            .replace("BACKEND", backend));
  }

  private static Document page(RunReport report) throws IOException {
    return Jsoup.parse(Files.readString(new ReportFiles(report).writePage()));
  }

  @Test
  void theLatestOfTheSameRevisionAreShown() throws IOException {
    jmh("jmh-20261127-100000-000", REVISION);
    jmh("jmh-20261127-110000-000", REVISION + "-dirty");
    jmh("jmh-20261127-120000-000", "f".repeat(40));
    sweep("cuvs-cagra");
    RunReport report = RunReport.read(run());

    Document page = page(report);

    assertThat(page.select("#components").text())
        .contains(
            "jmh-20261127-110000-000, on EPYC, 2 processors, H100",
            "QueryComplexity.search",
            "backend jvector, k 10",
            "412.5",
            "us/op",
            "recall 0.98",
            "itopk=64",
            "0.97",
            "6000 /s")
        .doesNotContain("jmh-20261127-120000-000");
    assertThat(report.gaps())
        .extracting(Gap::what)
        .noneMatch(what -> what.contains("component") || what.contains("GPU vector search"));
    Chart chart =
        Html.charts(Page.of(report)).stream()
            .filter(each -> each.kind().equals("tradeoff"))
            .findFirst()
            .orElseThrow();
    try (Pictures pictures = Pictures.open()) {
      assertThat(
              Pattern.compile("ecmeta_data_index=\"\\d\" ecmeta_ssr_type=\"chart\"")
                  .matcher(pictures.svg(chart))
                  .results())
          .hasSize(2);
    }
  }

  @Test
  void whatIsMissingIsSaidWithHowToMeasureIt() throws IOException {
    jmh("jmh-20261127-120000-000", "f".repeat(40));
    sweep("lucene-hnsw");
    RunReport report = RunReport.read(run());

    assertThat(page(report).select("#gaps").text())
        .contains(
            "no result of revision " + REVISION + " lies beside the run",
            "mvn -pl src/jmh -am verify -Pbench",
            "the latest sweep of this revision has no point of a GPU",
            "sweep --backends=cuvs-cagra");
    assertThat(page(report).select("#components figure")).hasSize(1);
  }

  @Test
  void aDamagedResultIsNamedAndHarmsNothing() throws IOException {
    jmh("jmh-20261127-120000-000", REVISION);
    Files.writeString(
        results.resolve("jmh-20261127-120000-000").resolve("benchmarks.json"), "{\"results\":[");

    assertThat(page(RunReport.read(run())).select("#gaps").text())
        .contains("jmh-20261127-120000-000 cannot be read");
  }
}

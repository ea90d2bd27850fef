package io.hybridperf.report.page;

import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.VerdictJson;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Pictures;
import io.hybridperf.report.model.RunReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes everything that a run's folder holds about its outcome. */
public final class ReportFiles {
  private static final List<String> LATENCY =
      List.of("latency-over-time", "latency-histogram", "latency-spectrum", "latency-boxes");
  private static final List<String> THROUGHPUT =
      List.of("throughput-over-time", "errors-over-time", "stages", "caches");

  private final RunReport report;
  private final Page page;
  private final Path folder;

  /**
   * Prepares them.
   *
   * @param report the run's
   */
  public ReportFiles(RunReport report) {
    this.report = report;
    page = Page.of(report);
    folder = report.judgement().folder().path();
  }

  /**
   * Writes {@code index.html}, {@code performance-report.md}, {@code junit.xml}, {@code
   * metrics.csv}, {@code verdict.json} and what Jenkins's Gatling plugin reads.
   *
   * @return the page
   * @throws UncheckedIOException if the folder cannot be written to
   */
  public Path writePage() {
    RunFolder run = report.judgement().folder();
    VerdictJson.write(report.verdict(), run);
    Path index = folder.resolve("index.html");
    write(index, Html.interactive(page));
    write(folder.resolve("performance-report.md"), Markdown.of(report, page));
    write(folder.resolve("junit.xml"), Junit.of(report.verdict()));
    write(folder.resolve("metrics.csv"), Csv.of(report));
    Json.write(
        made(forJenkins().resolve("js")).resolve("global_stats.json"), GatlingStats.json(report));
    return index;
  }

  /** What Jenkins's Gatling plugin copies, and shows as a whole. */
  private Path forJenkins() {
    return folder.resolve(GatlingStats.folder(report.info()));
  }

  /**
   * Writes {@code static.html} with its stylesheet and pictures, {@code latency-analysis.png} and
   * {@code throughput-analysis.png}. Takes some seconds.
   *
   * @throws UncheckedIOException if the folder cannot be written to
   */
  public void writePictures() {
    List<Chart> charts = Html.charts(page);
    Map<String, String> svgs = new LinkedHashMap<>();
    try (Pictures drawing = Pictures.open()) {
      charts.forEach(chart -> svgs.put(chart.id(), drawing.svg(chart)));
    }
    writeStatic(folder, "static.html", page, svgs);
    writeStatic(forJenkins(), "index.html", page.alone(), svgs);
    png("latency-analysis.png", LATENCY, charts, svgs);
    png("throughput-analysis.png", THROUGHPUT, charts, svgs);
  }

  private static void writeStatic(Path place, String name, Page shown, Map<String, String> svgs) {
    Path pictures = made(place.resolve("charts"));
    svgs.forEach((id, svg) -> write(pictures.resolve(id + ".svg"), svg));
    write(place.resolve("static.css"), Html.style());
    write(place.resolve(name), Html.withPictures(shown));
  }

  private void png(String name, List<String> wanted, List<Chart> charts, Map<String, String> svgs) {
    List<Chart> shown =
        wanted.stream()
            .flatMap(id -> charts.stream().filter(chart -> chart.id().equals(id)))
            .toList();
    String line =
        Stream.of("scale", "arrivals", "gate", "started", "machine")
            .flatMap(fact -> page.facts().stream().filter(each -> each.name().equals(fact)))
            .map(fact -> fact.name() + " " + fact.value())
            .reduce((one, other) -> one + " · " + other)
            .orElse("");
    Png.write(folder.resolve(name), List.of(page.title(), line), shown, svgs);
  }

  private static Path made(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + path, e);
    }
  }

  private static void write(Path file, String text) {
    Json.write(file, text.getBytes(StandardCharsets.UTF_8));
  }
}

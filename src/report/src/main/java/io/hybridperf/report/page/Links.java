package io.hybridperf.report.page;

import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What lies beside a run's page. */
final class Links {
  private static final List<String> FILES =
      List.of(
          "index.html",
          "static.html",
          "performance-report.md",
          "verdict.json",
          "junit.xml",
          "metrics.csv",
          "latency-analysis.png",
          "throughput-analysis.png",
          "response-time.hlog");

  private Links() {}

  static Map<String, String> of(RunFolder folder) {
    Map<String, String> links = new LinkedHashMap<>();
    gatling(folder.path()).forEach(name -> links.put("Gatling's report", name + "/index.html"));
    FILES.forEach(name -> links.put(name, name));
    return links;
  }

  /** Gatling makes a folder of its own in the run's, with its log in it. */
  private static List<String> gatling(Path folder) {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .filter(path ->
              Files.exists(path.resolve("index.html"))
                  && Files.exists(path.resolve("simulation.log")))
          .map(path ->
              URLEncoder.encode(path.getFileName().toString(), StandardCharsets.UTF_8)
                  .replace("+", "%20"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + folder, e);
    }
  }
}

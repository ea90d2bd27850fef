package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Results as Markdown: a line a benchmark, and the whole table of percentiles where there is one.
 */
final class ResultTable {
  /** Below this many samples, a 99th percentile and beyond say little. */
  static final int MIN_SAMPLES = 10_000;

  private static final double[] PERCENTILES = {
    0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100
  };

  private ResultTable() {}

  static String markdown(JsonNode document) {
    JsonNode environment = document.get("environment");
    StringBuilder text = new StringBuilder("# Component benchmarks\n\n");
    text.append(
        String.format(
            Locale.ROOT,
            "%s settings, revision %s, %s, %d processors, Java %s, load average %.1f at the start\n\n",
            document.get("settings").asText(),
            environment.get("gitRevision").asText(),
            environment.at("/machine/processor").asText(),
            environment.at("/machine/processors").asInt(),
            environment.at("/jvm/version").asText(),
            environment.at("/machine/loadAverage").asDouble()));
    text.append("| Benchmark | Parameters | Mode | Score | ± 99.9 % | Unit | Beside it |\n");
    text.append("|---|---|---|---:|---:|---|---|\n");
    for (JsonNode result : document.get("results")) {
      JsonNode metric = result.get("primaryMetric");
      text.append(
          "| %s | %s | %s | %s | %s | %s | %s |\n"
              .formatted(
                  shortName(result),
                  params(result),
                  result.get("mode").asText(),
                  number(metric.get("score").asDouble()),
                  number(metric.get("scoreError").asDouble()),
                  metric.get("scoreUnit").asText(),
                  facts(result)));
    }
    for (JsonNode result : document.get("results")) {
      if (result.get("mode").asText().equals("sample")) {
        percentiles(text, result);
      }
    }
    if (!document.get("notMeasured").isEmpty()) {
      text.append("\nNOT MEASURED:\n\n");
      document
          .get("notMeasured")
          .forEach(line -> text.append("- ").append(line.asText()).append('\n'));
    }
    return text.toString();
  }

  /** Which distributions have too few samples to be one. */
  static List<String> tooFewSamples(JsonNode results) {
    List<String> lines = new ArrayList<>();
    for (JsonNode result : results) {
      if (shortName(result).startsWith("P99Latency")) {
        long samples = SampleHistogram.of(result).samples();
        if (samples < MIN_SAMPLES) {
          lines.add(
              String.format(
                  Locale.ROOT,
                  "%s %s: %,d samples, at least %,d are needed: a faster backend, fewer rows or the full settings give more",
                  shortName(result),
                  params(result),
                  samples,
                  MIN_SAMPLES));
        }
      }
    }
    return lines;
  }

  /** Which results lack iterations, since the benchmark failed on the way. */
  static List<String> incomplete(JsonNode results) {
    List<String> lines = new ArrayList<>();
    for (JsonNode result : results) {
      int wanted = result.get("forks").asInt() * result.get("measurementIterations").asInt();
      int done = 0;
      String raw = result.get("mode").asText().equals("sample") ? "rawDataHistogram" : "rawData";
      for (JsonNode fork : result.get("primaryMetric").path(raw)) {
        done += fork.size();
      }
      if (done < wanted) {
        lines.add(
            "%s %s: failed after %s of %s iterations"
                .formatted(shortName(result), params(result), done, wanted));
      }
    }
    return lines;
  }

  private static void percentiles(StringBuilder text, JsonNode result) {
    SampleHistogram distribution = SampleHistogram.of(result);
    text.append(
        String.format(
            Locale.ROOT,
            "\n%s, %s: %,d samples\n\n| Percentile | %s |\n|---:|---:|\n",
            shortName(result),
            params(result),
            distribution.samples(),
            result.at("/primaryMetric/scoreUnit").asText()));
    for (double percentile : PERCENTILES) {
      text.append(
          "| %s | %s |\n"
              .formatted(
                  percentile == 100 ? "max" : number(percentile),
                  number(distribution.percentile(percentile))));
    }
  }

  static String shortName(JsonNode result) {
    String name = result.get("benchmark").asText();
    int method = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', method - 1) + 1);
  }

  static String params(JsonNode result) {
    TreeMap<String, String> params = new TreeMap<>();
    JsonNode given = result.path("params");
    given.fieldNames().forEachRemaining(name -> params.put(name, given.get(name).asText()));
    params.values().removeIf(String::isEmpty);
    StringBuilder text = new StringBuilder();
    params.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value));
    return text.toString();
  }

  private static String facts(JsonNode result) {
    StringBuilder text = new StringBuilder();
    JsonNode facts = result.path("secondaryMetrics");
    facts
        .fieldNames()
        .forEachRemaining(name -> {
          JsonNode fact = facts.get(name);
          String value = number(fact.get("score").asDouble());
          text.append(text.isEmpty() ? "" : ", ").append(name).append(' ').append(value);
        });
    return text.toString();
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, Math.abs(value) >= 100 ? "%,.1f" : "%.4g", value);
  }
}

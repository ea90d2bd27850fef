package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.stats.MeanRatio;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * Two results side by side. Slower means: the whole confidence interval of the ratio lies beyond
 * the tolerance, on the bad side. A lower recall and a benchmark that is missing count as worse
 * too.
 */
final class BaselineComparison {
  private static final double RECALL_TOLERANCE = 0.01;

  /** One line of the table. */
  record Line(String benchmark, String measure, String detail, boolean worse) {}

  private final List<Line> lines = new ArrayList<>();

  /**
   * Compares.
   *
   * @param before the baseline's document
   * @param after the other's
   * @param tolerance what slowdown is let pass, e.g. 0.05
   */
  static BaselineComparison of(JsonNode before, JsonNode after, double tolerance) {
    BaselineComparison comparison = new BaselineComparison();
    Map<String, JsonNode> then = byBenchmark(before);
    Map<String, JsonNode> now = byBenchmark(after);
    if (Collections.disjoint(then.keySet(), now.keySet())) {
      throw new IllegalArgumentException(
          "compare: the two have no benchmark with the same parameters in common");
    }
    then.forEach((name, result) -> {
      JsonNode other = now.get(name);
      if (other == null) {
        comparison.lines.add(new Line(name, "-", "NOT MEASURED in the second", true));
      } else {
        comparison.time(name, result, other, tolerance);
        comparison.recall(name, result, other);
      }
    });
    return comparison;
  }

  boolean regressed() {
    return lines.stream().anyMatch(Line::worse);
  }

  String markdown() {
    StringBuilder text =
        new StringBuilder("| Benchmark | Measure | Second over first | |\n|---|---|---|---|\n");
    for (Line line : lines) {
      text.append(
          "| %s | %s | %s | %s |\n"
              .formatted(
                  line.benchmark, line.measure, line.detail, line.worse ? "**worse**" : "ok"));
    }
    return text.toString();
  }

  private void time(String name, JsonNode before, JsonNode after, double tolerance) {
    boolean rate = before.get("mode").asText().equals("thrpt");
    if (before.get("mode").asText().equals("sample")) {
      add(name, "mean", perIteration(before, -1), perIteration(after, -1), false, tolerance);
      add(name, "p99", perIteration(before, 99), perIteration(after, 99), false, tolerance);
    } else {
      String measure = rate ? "throughput" : "time";
      add(name, measure, scores(before), scores(after), rate, tolerance);
    }
  }

  private void add(
      String name,
      String measure,
      double[] before,
      double[] after,
      boolean higherIsBetter,
      double tolerance) {
    if (Math.min(before.length, after.length) < MeanRatio.FEWEST_SAMPLES) {
      lines.add(
          new Line(
              name,
              measure,
              "%s and %s iterations: at least %s are needed to tell"
                  .formatted(before.length, after.length, MeanRatio.FEWEST_SAMPLES),
              true));
      return;
    }
    MeanRatio ratio = MeanRatio.of(before, after);
    boolean worse =
        higherIsBetter ? ratio.high() < 1 / (1 + tolerance) : ratio.low() > 1 + tolerance;
    lines.add(
        new Line(
            name,
            measure,
            String.format(
                Locale.ROOT, "%.3f [%.3f, %.3f]", ratio.value(), ratio.low(), ratio.high()),
            worse));
  }

  private void recall(String name, JsonNode before, JsonNode after) {
    JsonNode facts = before.path("secondaryMetrics");
    facts
        .fieldNames()
        .forEachRemaining(fact -> {
          if (fact.startsWith("recall@")) {
            double then = facts.get(fact).get("score").asDouble();
            double now = after.at("/secondaryMetrics/" + fact + "/score").asDouble(Double.NaN);
            lines.add(
                new Line(
                    name,
                    fact,
                    String.format(Locale.ROOT, "%.4f, was %.4f", now, then),
                    !(now >= then - RECALL_TOLERANCE)));
          }
        });
  }

  private static double[] scores(JsonNode result) {
    DoubleStream.Builder samples = DoubleStream.builder();
    for (JsonNode fork : result.at("/primaryMetric/rawData")) {
      fork.forEach(sample -> samples.add(sample.asDouble()));
    }
    return samples.build().toArray();
  }

  /** The mean (below 0) or a percentile of each iteration. */
  private static double[] perIteration(JsonNode result, double percentile) {
    DoubleStream.Builder samples = DoubleStream.builder();
    for (JsonNode fork : result.at("/primaryMetric/rawDataHistogram")) {
      for (JsonNode iteration : fork) {
        SampleHistogram distribution = SampleHistogram.ofIteration(iteration);
        samples.add(percentile < 0 ? distribution.mean() : distribution.percentile(percentile));
      }
    }
    return samples.build().toArray();
  }

  private static Map<String, JsonNode> byBenchmark(JsonNode document) {
    Map<String, JsonNode> results = new TreeMap<>();
    for (JsonNode result : document.path("results")) {
      results.put(
          ResultTable.shortName(result)
              + " "
              + ResultTable.params(result)
              + " threads="
              + result.get("threads").asInt(),
          result);
    }
    return results;
  }
}

package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.report.model.ComponentResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the component benchmarks of a revision measured. */
public final class ComponentCharts {
  private ComponentCharts() {}

  /**
   * Recall against queries a second, a line for each engine.
   *
   * @param sweep what was measured
   * @return the curve
   */
  public static Chart sweep(ComponentResults.Found sweep) {
    JsonNode document = sweep.document();
    String recall = "recall@" + document.path("k").asText();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("x", recall).put("y", "queries a second");
    Map<String, ArrayNode> lines = new TreeMap<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode point : document.path("points")) {
      String engine = Texts.shortened(point.path("backend").asText(), 60);
      if (point.path("qps").asDouble() > 0) {
        lines
            .computeIfAbsent(engine, _ -> JsonNodeFactory.instance.arrayNode())
            .addArray()
            .add(point.path("recall").asDouble())
            .add(point.path("qps").asDouble());
      }
      rows.add(
          List.of(
              Cell.of(engine),
              Cell.of(point.path("tuning").asText()),
              Cell.number(point.path("recall").asDouble(Double.NaN), Unit.RATIO),
              Cell.number(point.path("qps").asDouble(Double.NaN), Unit.PER_SECOND)));
    }
    ArrayNode all = data.putArray("lines");
    lines.forEach((engine, points) -> all.addObject().put("name", engine).set("points", points));
    return new Chart(
        "recall-qps",
        "tradeoff",
        "Vector search: recall against queries a second",
        "%s, %s queries, batches of %s; %s"
            .formatted(
                Texts.shortened(document.path("data").asText(), 120),
                document.path("queries").asText(),
                document.path("batch").asText(),
                Texts.shortened(sweep.machine(), 200)),
        data,
        Table.of(rows.stream(), "engine", "setting", recall, "queries"));
  }

  /**
   * JMH's results.
   *
   * @param benchmarks what was measured
   * @return a row for each
   */
  public static Table benchmarks(ComponentResults.Found benchmarks) {
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode result : benchmarks.document().path("results")) {
      JsonNode metric = result.path("primaryMetric");
      rows.add(
          List.of(
              Cell.of(shortName(result.path("benchmark").asText())),
              Cell.of(pairs(result.path("params"), "")),
              Cell.of(result.path("mode").asText()),
              Cell.number(metric.path("score").asDouble(Double.NaN), Unit.RATIO),
              Cell.number(metric.path("scoreError").asDouble(Double.NaN), Unit.RATIO),
              Cell.of(metric.path("scoreUnit").asText()),
              Cell.of(pairs(result.path("secondaryMetrics"), "score"))));
    }
    return Table.of(
        rows.stream(), "benchmark", "parameters", "mode", "score", "± 99.9 %", "unit", "beside it");
  }

  /** The class and the method. */
  private static String shortName(String name) {
    int method = name.lastIndexOf('.');
    return name.substring(name.lastIndexOf('.', method - 1) + 1);
  }

  private static String pairs(JsonNode of, String field) {
    List<String> pairs = new ArrayList<>();
    Map<String, JsonNode> sorted = new TreeMap<>();
    of.properties().forEach(each -> sorted.put(each.getKey(), each.getValue()));
    sorted.forEach((name, value) -> {
      JsonNode shown = field.isEmpty() ? value : value.path(field);
      String text =
          shown.isNumber() ? Cell.number(shown.asDouble(), Unit.RATIO).text() : shown.asText();
      if (!text.isEmpty()) {
        pairs.add(name + " " + text);
      }
    });
    return String.join(", ", pairs);
  }
}

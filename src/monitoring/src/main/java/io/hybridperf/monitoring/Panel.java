package io.hybridperf.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A panel of a dashboard: what it shows, from which expressions, in which unit.
 *
 * @param type Grafana's: {@code timeseries}, {@code heatmap}, {@code stat}, {@code table}
 * @param title what people read
 * @param description how to read it, and where its figures come from
 * @param unit Grafana's id, as {@code s}, {@code reqps}, {@code percentunit}, {@code short}
 * @param queries what is asked
 * @param limit drawn as a red line; null: none
 * @param width of 24 columns
 */
record Panel(
    String type,
    String title,
    String description,
    String unit,
    List<Query> queries,
    @Nullable Double limit,
    int width) {
  static final int HEIGHT = 8;

  /** An expression of PromQL, and the name of its series in Grafana's template form. */
  record Query(String expression, String legend) {}

  static Panel lines(String title, String description, String unit) {
    return new Panel("timeseries", title, description, unit, List.of(), null, 12);
  }

  static Panel of(String type, String title, String description, String unit) {
    return new Panel(type, title, description, unit, List.of(), null, 12);
  }

  /** The same with one expression more. */
  Panel query(String expression, String legend) {
    List<Query> all = new ArrayList<>(queries);
    all.add(new Query(expression, legend));
    return new Panel(type, title, description, unit, List.copyOf(all), limit, width);
  }

  /** The same with a line at a target. */
  Panel limit(double at) {
    return new Panel(type, title, description, unit, queries, at, width);
  }

  /** The same, as wide. */
  Panel wide(int columns) {
    return new Panel(type, title, description, unit, queries, limit, columns);
  }

  ObjectNode json(int id, int x, int y) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("type", type).put("title", title).put("description", description);
    json.set("datasource", datasource());
    json.putObject("gridPos").put("h", HEIGHT).put("w", width).put("x", x).put("y", y);
    ArrayNode targets = json.putArray("targets");
    for (Query query : queries) {
      ObjectNode target = targets.addObject();
      target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
      target.set("datasource", datasource());
      target
          .put("editorMode", "code")
          .put("expr", query.expression())
          .put("legendFormat", query.legend());
      if (type.equals("table")) {
        target.put("format", "table").put("instant", true).put("range", false);
      } else {
        target.put("format", type.equals("heatmap") ? "heatmap" : "time_series").put("range", true);
      }
    }
    json.set("fieldConfig", fieldConfig());
    json.set("options", options());
    return json;
  }

  static ObjectNode datasource() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "prometheus")
        .put("uid", "${datasource}");
  }

  private ObjectNode fieldConfig() {
    ObjectNode config = JsonNodeFactory.instance.objectNode();
    ObjectNode defaults = config.putObject("defaults").put("unit", unit);
    if (type.equals("timeseries")) {
      ObjectNode custom = defaults.putObject("custom");
      custom.put("drawStyle", "line").put("lineWidth", 1).put("fillOpacity", 0);
      custom.put("showPoints", "never");
      if (limit != null) {
        custom.putObject("thresholdsStyle").put("mode", "line");
      }
    }
    ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    ArrayNode steps = thresholds.putArray("steps");
    steps.addObject().putNull("value").put("color", "green");
    if (limit != null) {
      steps.addObject().put("value", limit).put("color", "red");
    }
    config.putArray("overrides");
    return config;
  }

  private ObjectNode options() {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    switch (type) {
      case "heatmap" -> {
        options.put("calculate", false);
        options
            .putObject("color")
            .put("mode", "scheme")
            .put("scheme", "Oranges")
            .put("fill", "dark-orange")
            .put("exponent", 0.5)
            .put("steps", 64)
            .put("reverse", false);
        options.put("showValue", "never").putObject("yAxis").put("axisPlacement", "left");
        options.putObject("legend").put("show", true);
        options.putObject("tooltip").put("mode", "single");
        options.putObject("exemplars").put("color", "rgba(255,0,255,0.7)");
      }
      case "stat" -> {
        options
            .put("graphMode", "area")
            .put("colorMode", "value")
            .put("justifyMode", "auto")
            .put("textMode", "auto")
            .put("wideLayout", true)
            .put("showPercentChange", false)
            .put("percentChangeColorMode", "standard")
            .put("orientation", "auto");
        options
            .putObject("reduceOptions")
            .put("values", false)
            .put("fields", "")
            .putArray("calcs")
            .add("lastNotNull");
      }
      case "table" -> options.put("showHeader", true).put("frameIndex", 0);
      default -> {
        options
            .putObject("legend")
            .put("displayMode", "list")
            .put("placement", "bottom")
            .put("showLegend", true)
            .putArray("calcs");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
      }
    }
    return options;
  }
}

package io.hybridperf.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A dashboard in Grafana's classic JSON, to be imported or provisioned.
 *
 * @param uid its id, part of its address
 * @param title what people read
 * @param variables chosen at its top, beside the data source
 * @param panels from left to right, top to bottom
 */
record Dashboard(String uid, String title, List<Variable> variables, List<Panel> panels) {
  private static final int SCHEMA_VERSION = 41;
  private static final int COLUMNS = 24;

  /**
   * A variable with the values that a label has.
   *
   * @param name as {@code instance}; {@code $instance} in expressions, several at a time
   * @param metric whose label
   */
  record Variable(String name, String metric) {}

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("uid", uid).put("title", title).put("editable", true);
    json.put("schemaVersion", SCHEMA_VERSION).put("version", 1).put("refresh", "5s");
    json.put("timezone", "browser").put("graphTooltip", 1);
    json.putArray("tags").add("hybrid-perf");
    json.putObject("time").put("from", "now-15m").put("to", "now");
    json.putObject("annotations").set("list", annotations());
    json.putObject("templating").set("list", templating());
    ArrayNode all = json.putArray("panels");
    int x = 0;
    int y = 0;
    for (Panel panel : panels) {
      if (x + panel.width() > COLUMNS) {
        x = 0;
        y += Panel.HEIGHT;
      }
      all.add(panel.json(all.size() + 1, x, y));
      x += panel.width();
    }
    return json;
  }

  /** Which phase a run was in, which alerts fired, and what runs told this Grafana. */
  private static ArrayNode annotations() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    annotation(list, "Phases", "blue", "hybrid_perf_phase_active == 1", "{{phase}}");
    annotation(list, "Alerts", "red", "ALERTS{alertstate=\"firing\"}", "{{alertname}}");
    told(list, "Faults", "orange", "event");
    told(list, "Verdicts", "purple", "verdict");
    return list;
  }

  /** Of the annotations that a run makes where its environment says {@code grafana.url}. */
  private static void told(ArrayNode list, String name, String color, String tag) {
    ObjectNode json = list.addObject();
    json.put("name", name).put("enable", true).put("iconColor", color);
    json.putObject("datasource").put("type", "grafana").put("uid", "-- Grafana --");
    ObjectNode target = json.putObject("target");
    target.put("type", "tags").put("limit", 100).put("matchAny", false);
    target.putArray("tags").add("hybrid-perf").add(tag);
  }

  private static void annotation(
      ArrayNode list, String name, String color, String expression, String title) {
    list.addObject()
        .put("name", name)
        .put("enable", true)
        .put("iconColor", color)
        .put("expr", expression)
        .put("titleFormat", title)
        .put("step", "5s")
        .set("datasource", Panel.datasource());
  }

  private ArrayNode templating() {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    list.addObject()
        .put("type", "datasource")
        .put("name", "datasource")
        .put("label", "Data source")
        .put("query", "prometheus");
    for (Variable variable : variables) {
      ObjectNode json = list.addObject();
      json.put("type", "query")
          .put("name", variable.name())
          .put("query", "label_values(" + variable.metric() + ", " + variable.name() + ")")
          .put("multi", true)
          .put("includeAll", true)
          .put("allValue", ".*")
          .put("refresh", 2)
          .put("sort", 1);
      json.set("datasource", Panel.datasource());
      ObjectNode current = json.putObject("current");
      current.put("selected", true).putArray("text").add("All");
      current.putArray("value").add("$__all");
    }
    return list;
  }
}

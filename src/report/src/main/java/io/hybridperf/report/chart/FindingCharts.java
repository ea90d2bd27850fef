package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Charts of what a simulation found out beside its series. */
public final class FindingCharts {
  private static final int MOST_POINTS = 300;

  private final RunReport report;

  /**
   * Prepares them.
   *
   * @param report the run's
   */
  public FindingCharts(RunReport report) {
    this.report = report;
  }

  /**
   * The rates that were tried in each search for a capacity.
   *
   * @return a chart for each search
   */
  public List<Chart> capacities() {
    List<Chart> charts = new ArrayList<>();
    report
        .judgement()
        .findings()
        .details()
        .forEach((topic, detail) -> {
          if (detail.path("steps").isArray() && detail.path("steps").path(0).has("ratePerSecond")) {
            charts.add(capacity(topic, detail, charts.size()));
          }
        });
    return charts;
  }

  private static Chart capacity(String topic, JsonNode detail, int number) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("x", "answered a second").put("y", "response time");
    ArrayNode lines = data.putArray("lines");
    for (String percentile : List.of("p50", "p99")) {
      ArrayNode points =
          lines.addObject().put("name", percentile).put("joined", false).putArray("points");
      for (JsonNode step : detail.path("steps")) {
        double millis = step.path(percentile + "Millis").asDouble();
        if (millis > 0) {
          points.addArray().add(step.path("throughputPerSecond").asDouble()).add(millis);
        }
      }
    }
    mark(lines, "capacity", detail.path("capacityPerSecond"));
    mark(lines, "knee", detail.path("knee").path("perSecond"));
    mark(lines, "70 %", detail.path("productionPerSecond"));
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode step : detail.path("steps")) {
      rows.add(
          List.of(
              Cell.of(step.path("phase").asText()),
              Cell.number(step.path("ratePerSecond").asDouble(), Unit.PER_SECOND),
              Cell.number(step.path("throughputPerSecond").asDouble(), Unit.PER_SECOND),
              Cell.number(step.path("p50Millis").asDouble(), Unit.MILLISECONDS),
              Cell.number(step.path("p99Millis").asDouble(), Unit.MILLISECONDS),
              Cell.share(step.path("errorRate").asDouble(Double.NaN)),
              Cell.of(step.path("outcome").asText()),
              Cell.of(step.path("reason").asText())));
    }
    return new Chart(
        "capacity-" + number,
        "capacity",
        "Rates that were tried: " + Texts.shortened(topic, 60),
        "Response times at each rate that was held, with the knee, the capacity and 70 % of it, at which to plan production.",
        data,
        Table.of(
            rows.stream(),
            "phase",
            "rate",
            "answered OK",
            "p50",
            "p99",
            "errors",
            "outcome",
            "reason"));
  }

  private static void mark(ArrayNode lines, String name, JsonNode at) {
    if (at.isNumber()) {
      lines
          .addObject()
          .put("name", name)
          .put("joined", false)
          .put("at", at.doubleValue())
          .putArray("points");
    }
  }

  /**
   * Memory, threads and so on over time, a chart for each kind of number.
   *
   * @return charts of what was sampled, without counters of the machine
   */
  public List<Chart> resources() {
    Map<String, Map<String, List<ResourceSample>>> byMetric = new TreeMap<>();
    for (ResourceSample sample : report.resources()) {
      if (!sample.side().equals(ResourceSample.MACHINE)
          && !sample.metric().equals(ResourceSample.GPUS)
          && !sample.metric().equals(ResourceSample.HEAP_LIVE)) {
        byMetric
            .computeIfAbsent(sample.metric(), _ -> new TreeMap<>())
            .computeIfAbsent(sample.side(), _ -> new ArrayList<>())
            .add(sample);
      }
    }
    List<Chart> charts = new ArrayList<>();
    byMetric.forEach((metric, sides) -> charts.add(resource(metric, sides, charts.size())));
    return charts;
  }

  private Chart resource(String metric, Map<String, List<ResourceSample>> sides, int number) {
    boolean bytes = metric.endsWith("-bytes");
    double unit = bytes ? 1 << 20 : 1;
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    TimeCharts.frame(data, report).put("unit", bytes ? "MiB" : metric);
    ArrayNode lines = data.putArray("lines");
    List<List<Cell>> rows = new ArrayList<>();
    sides.forEach((side, samples) -> {
      ArrayNode points = lines.addObject().put("name", side).putArray("points");
      int step = (samples.size() + MOST_POINTS - 1) / MOST_POINTS;
      for (int n = 0; n < samples.size(); n += step) {
        points.addArray().add(samples.get(n).seconds()).add(samples.get(n).value() / unit);
      }
      var all = samples.stream().mapToDouble(ResourceSample::value).summaryStatistics();
      rows.add(
          List.of(
              Cell.of(side),
              number(samples.getFirst().value(), unit),
              number(all.getMin(), unit),
              number(all.getMax(), unit),
              number(samples.getLast().value(), unit),
              Cell.of(samples.size())));
    });
    return new Chart(
        "resources-" + number,
        "resources",
        "Used: " + Texts.shortened(metric, 60) + (bytes ? " (MiB)" : ""),
        "As sampled while the run went.",
        data,
        Table.of(rows.stream(), "whose", "first", "least", "most", "last", "samples"));
  }

  private static Cell number(double value, double unit) {
    return new Cell(Cell.number(value / unit, Unit.RATIO).text(), Double.toString(value));
  }
}

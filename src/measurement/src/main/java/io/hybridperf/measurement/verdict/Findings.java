package io.hybridperf.measurement.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.Json;
import io.hybridperf.measurement.run.RunFolder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a simulation found out about its run beyond what is computed from a single series: values
 * for metrics that are {@linkplain ExternalMetrics measured elsewhere}, lines for people, and
 * details for reports. Kept as {@code findings.json} in the run's folder, so that a run can be
 * judged again. Immutable.
 *
 * @param metrics values for SLOs, or why there are none
 * @param lines what to tell people, in order
 * @param details by topic, as {@code capacity}; each has a form of its own
 */
public record Findings(ExternalMetrics metrics, List<String> lines, Map<String, JsonNode> details) {

  private static final Findings NONE = new Findings(ExternalMetrics.none(), List.of(), Map.of());

  /** Copies lists and maps. */
  public Findings {
    lines = List.copyOf(lines);
    // In the order of their finding.
    details = new LinkedHashMap<>(details);
  }

  /**
   * Nothing found.
   *
   * @return the empty findings
   */
  public static Findings none() {
    return NONE;
  }

  /**
   * Adds a measured value.
   *
   * @param metric the metric's name, as {@code speed-up}
   * @param value the value in the unit of its metric
   * @param samples how many measurements are behind it
   * @return new findings
   */
  public Findings measured(String metric, double value, long samples) {
    return new Findings(metrics.measured(metric, value, samples), lines, details);
  }

  /**
   * Adds the reason why there is no value.
   *
   * @param metric the metric's name
   * @param reason one line
   * @return new findings
   */
  public Findings notMeasured(String metric, String reason) {
    return new Findings(metrics.notMeasured(metric, reason), lines, details);
  }

  /**
   * Adds the reason why the whole run shows nothing: its verdict is INVALID.
   *
   * @param metric the name of the metric that has no value by it
   * @param reason one line
   * @return new findings
   */
  public Findings invalid(String metric, String reason) {
    return new Findings(metrics.invalid(metric, reason), lines, details);
  }

  /**
   * Adds a line for people.
   *
   * @param line printed as it is
   * @return new findings
   */
  public Findings line(String line) {
    List<String> all = new ArrayList<>(lines);
    all.add(line);
    return new Findings(metrics, all, details);
  }

  /**
   * Adds details for reports.
   *
   * @param topic a word, other than {@code metrics} and {@code lines}
   * @param detail any JSON
   * @return new findings
   */
  public Findings detail(String topic, JsonNode detail) {
    Map<String, JsonNode> all = new LinkedHashMap<>(details);
    all.put(topic, detail);
    return new Findings(metrics, lines, all);
  }

  /**
   * Writes {@code findings.json}.
   *
   * @param folder the run's
   */
  public void writeTo(RunFolder folder) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode values = json.putObject("metrics");
    metrics
        .byName()
        .forEach((name, measurement) -> {
          switch (measurement) {
            case ExternalMetrics.Measured measured ->
                values
                    .putObject(name)
                    .put("value", measured.value())
                    .put("samples", measured.samples());
            case ExternalMetrics.NotMeasured not ->
                values.putObject(name).put("notMeasured", not.reason());
            case ExternalMetrics.Invalid not -> values.putObject(name).put("invalid", not.reason());
          }
        });
    lines.forEach(json.putArray("lines")::add);
    details.forEach(json::set);
    Json.write(folder.findingsJson(), json);
  }

  /**
   * Reads {@code findings.json}.
   *
   * @param folder the run's
   * @return what was found; nothing if there is no such file
   * @throws IllegalArgumentException if the file is broken
   */
  public static Findings readFrom(RunFolder folder) {
    if (!folder.findingsJson().toFile().exists()) {
      return NONE;
    }
    JsonNode json = Json.read(folder.findingsJson(), JsonNode.class);
    Findings found = NONE;
    for (Map.Entry<String, JsonNode> entry : json.path("metrics").properties()) {
      JsonNode metric = entry.getValue();
      found =
          metric.has("value")
              ? found.measured(
                  entry.getKey(),
                  metric.path("value").asDouble(Double.NaN),
                  metric.path("samples").asLong())
              : metric.has("invalid")
                  ? found.invalid(entry.getKey(), metric.path("invalid").asText())
                  : found.notMeasured(entry.getKey(), metric.path("notMeasured").asText());
    }
    for (JsonNode line : json.path("lines")) {
      found = found.line(line.asText());
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (!entry.getKey().equals("metrics") && !entry.getKey().equals("lines")) {
        found = found.detail(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }
}

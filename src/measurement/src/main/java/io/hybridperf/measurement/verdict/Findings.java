package io.hybridperf.measurement.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

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
   * @param value the value in the unit of its metric; what is no number is not measured
   * @param samples how many measurements are behind it
   * @return new findings
   */
  public Findings measured(String metric, double value, long samples) {
    if (!Double.isFinite(value)) {
      return notMeasured(metric, "the measurement gave no number");
    }
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
   * @throws DamagedFile if the file is not what {@link #writeTo} writes
   */
  public static Findings readFrom(RunFolder folder) {
    if (!Files.exists(folder.findingsJson())) {
      return NONE;
    }
    JsonNode json = Json.read(folder.findingsJson(), JsonNode.class);
    try {
      Findings found = NONE;
      for (Map.Entry<String, JsonNode> entry :
          required(json, "metrics", JsonNode::isObject).properties()) {
        found = found.withMetric(entry.getKey(), entry.getValue());
      }
      for (JsonNode line : required(json, "lines", JsonNode::isArray)) {
        found = found.line(line.asText());
      }
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        if (!entry.getKey().equals("metrics") && !entry.getKey().equals("lines")) {
          found = found.detail(entry.getKey(), entry.getValue());
        }
      }
      return found;
    } catch (IllegalArgumentException e) {
      throw new DamagedFile(folder.findingsJson(), String.valueOf(e.getMessage()));
    }
  }

  private Findings withMetric(String name, JsonNode metric) {
    if (metric.has("invalid")) {
      return invalid(name, required(metric, "invalid", JsonNode::isTextual).asText());
    }
    if (!metric.has("value")) {
      return notMeasured(name, required(metric, "notMeasured", JsonNode::isTextual).asText());
    }
    double value = required(metric, "value", JsonNode::isNumber).doubleValue();
    long samples = required(metric, "samples", JsonNode::canConvertToLong).longValue();
    // All that is measured beside the logs is a time, a share, a rate or a number of something.
    if (!(value >= 0) || samples < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s is %s of %d samples, which cannot be", name, value, samples));
    }
    return measured(name, value, samples);
  }

  private static JsonNode required(JsonNode json, String field, Predicate<JsonNode> form) {
    JsonNode value = json.path(field);
    if (!form.test(value)) {
      throw new IllegalArgumentException("%s = %s".formatted(field, value));
    }
    return value;
  }
}

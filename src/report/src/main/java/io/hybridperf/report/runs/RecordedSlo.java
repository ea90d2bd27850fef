package io.hybridperf.report.runs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one objective came out, as {@code verdict.json} has it.
 *
 * @param name of the objective
 * @param metric what it looks at
 * @param scope of which part of the run
 * @param value in its unit; NaN if it was not measured
 * @param unit symbol of the unit
 * @param tier as {@code TARGET} or {@code NOT MEASURED}
 * @param passes whether that is good enough for the run's gate
 * @param reason of what is not measured or does not count; may be empty
 * @param samples how many measurements are behind the value
 * @param low lower end of the interval; NaN if there is none
 * @param high upper end of the interval; NaN if there is none
 * @param lowerIsBetter whether less of it is better
 */
public record RecordedSlo(
    String name,
    String metric,
    String scope,
    double value,
    String unit,
    String tier,
    boolean passes,
    String reason,
    long samples,
    double low,
    double high,
    boolean lowerIsBetter) {

  static RecordedSlo of(JsonNode json) {
    JsonNode interval =
        json.has("interval") ? json.path("interval") : json.path("confidenceInterval");
    JsonNode thresholds = json.path("thresholds");
    return new RecordedSlo(
        json.path("name").asText(),
        json.path("metric").asText(),
        json.path("scope").asText(),
        number(json.path("value")),
        json.path("unit").asText(),
        json.path("tier").asText(),
        json.path("passes").asBoolean(),
        json.path("reason").asText(),
        json.path("samples").asLong(),
        number(interval.path("low")),
        number(interval.path("high")),
        thresholds.isEmpty()
            || thresholds.iterator().next().path("comparison").asText().startsWith("<"));
  }

  private static double number(JsonNode json) {
    return json.isNumber() ? json.doubleValue() : Double.NaN;
  }

  /**
   * The metric and its scope, which is the same number in every run.
   *
   * @return as {@code response-time-p99, phase:peak}
   */
  public String key() {
    return scope.equals("run") ? metric : metric + ", " + scope;
  }

  /**
   * Whether there is a value.
   *
   * @return false for NOT MEASURED
   */
  public boolean isMeasured() {
    return Double.isFinite(value);
  }
}

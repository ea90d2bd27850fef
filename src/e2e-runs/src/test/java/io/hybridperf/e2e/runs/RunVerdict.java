package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What {@code verdict.json} says.
 *
 * @param json the file
 * @param output what the run printed, for the messages of tests
 */
record RunVerdict(JsonNode json, String output) {

  /** {@return PASS, FAIL, INVALID or INCOMPLETE} */
  String status() {
    return json.path("verdict").asText();
  }

  /** {@return FAIL, MUST-PASS, TARGET, STRETCH or NOT MEASURED} */
  String tier(String slo) {
    return slo(slo).path("tier").asText();
  }

  /** {@return the value, in the unit of the SLO; NaN if there is none} */
  double value(String slo) {
    return slo(slo).path("value").asDouble(Double.NaN);
  }

  /** {@return the row of an SLO} */
  JsonNode slo(String name) {
    for (JsonNode slo : json.path("slos")) {
      if (slo.path("name").asText().equals(name)) {
        return slo;
      }
    }
    throw new AssertionError("verdict.json has no SLO '" + name + "'; output:\n" + output);
  }
}

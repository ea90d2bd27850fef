package io.hybridperf.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.verdict.Findings;

/** What a search for a capacity leaves in findings.json. */
public final class CapacityDetail {

  private CapacityDetail() {}

  /** Of a system that answers as a queue that is full at {@code limit}. */
  public static Findings of(double held, double missed, double limit) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("capacityPerSecond", held)
            .put("missedPerSecond", missed)
            .put("bound", "SYSTEM")
            .put("confirmed", true);
    ArrayNode steps = json.putArray("steps");
    for (int n = 1; n <= 8; n++) {
      double rate = held * n / 8;
      double mean = 1 / (1 - rate / limit);
      steps
          .addObject()
          .put("phase", "step-" + n)
          .put("ratePerSecond", rate)
          .put("throughputPerSecond", rate)
          .put("meanMillis", mean)
          .put("p50Millis", 0.7 * mean)
          .put("p99Millis", 4.6 * mean)
          .put("samples", 10_000)
          .put("errorRate", 0)
          .put("shedRate", 0)
          .put("lagP99Millis", 0.1)
          .put("outcome", "HELD");
    }
    return Findings.none().measured("capacity", held, 10_000).detail("capacity", json);
  }
}

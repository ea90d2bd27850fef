package io.hybridperf.report.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.analysis.CapacityFindings;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.CapacitySearch.Bound;
import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.analysis.CapacityStep;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.report.model.Judgement;
import io.hybridperf.report.runs.RunFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What a run found of its system's capacity.
 *
 * @param judgement on the run
 * @param findings the rates it tried and what they came to
 * @param gpus how many the system had; 0 if the run does not know of any
 */
public record CapacityRun(Judgement judgement, CapacityFindings findings, int gpus) {

  /**
   * Reads it.
   *
   * @param judgement on a run
   * @return what it found
   * @throws IllegalArgumentException in one line, if it searched for no capacity
   */
  public static CapacityRun of(Judgement judgement) {
    JsonNode json = judgement.findings().details().get("capacity");
    if (json == null) {
      throw new IllegalArgumentException(
          "%s has not searched for a capacity: name a run of -Dsimulation=Capacity"
              .formatted(judgement.folder().path()));
    }
    return new CapacityRun(judgement, findings(judgement, json), gpus(judgement));
  }

  private static CapacityFindings findings(Judgement judgement, JsonNode json) {
    try {
      List<CapacityStep> steps = new ArrayList<>();
      json.path("steps").forEach(step -> steps.add(step(step)));
      return new CapacityFindings(
          new CapacitySearch.Result(
              optional(json, "capacityPerSecond"),
              optional(json, "missedPerSecond"),
              Bound.valueOf(json.path("bound").asText()),
              json.path("confirmed").asBoolean()),
          steps);
    } catch (DamagedFile e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new DamagedFile(
          judgement.folder().findingsJson(), "capacity: " + String.valueOf(e.getMessage()));
    }
  }

  private static CapacityStep step(JsonNode json) {
    return new CapacityStep(
        json.path("phase").asText(),
        json.path("ratePerSecond").asDouble(),
        json.path("throughputPerSecond").asDouble(),
        nanos(json, "meanMillis"),
        Math.round(nanos(json, "p50Millis")),
        Math.round(nanos(json, "p99Millis")),
        json.path("samples").asLong(),
        json.path("errorRate").asDouble(Double.NaN),
        json.path("shedRate").asDouble(Double.NaN),
        Math.round(nanos(json, "lagP99Millis")),
        Outcome.valueOf(json.path("outcome").asText()),
        json.path("reason").asText());
  }

  private static double nanos(JsonNode json, String field) {
    return json.path(field).asDouble(Double.NaN) * 1e6;
  }

  private static OptionalDouble optional(JsonNode json, String field) {
    return json.path(field).isNumber()
        ? OptionalDouble.of(json.path(field).doubleValue())
        : OptionalDouble.empty();
  }

  /** Of all machines; of one machine the most that was seen. */
  private static int gpus(Judgement judgement) {
    Map<String, Double> bySide = new TreeMap<>();
    for (ResourceSample sample : ResourceLog.read(judgement.folder())) {
      if (sample.metric().equals(ResourceSample.GPUS)) {
        bySide.merge(sample.side(), sample.value(), Math::max);
      }
    }
    return (int) Math.round(bySide.values().stream().mapToDouble(each -> each).sum());
  }

  CapacityRun withGpus(int count) {
    return new CapacityRun(judgement, findings, count);
  }

  String name() {
    return RunFolders.name(judgement.folder());
  }

  /**
   * The highest rate that was held.
   *
   * @return per second; empty if none was
   */
  public OptionalDouble held() {
    return findings.result().held();
  }

  /** Below which the capacity lies; infinite if no rate was missed by the system. */
  double below() {
    return findings.result().bound() == Bound.SYSTEM
        ? findings.result().missed().orElse(Double.POSITIVE_INFINITY)
        : Double.POSITIVE_INFINITY;
  }
}

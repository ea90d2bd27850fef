package io.hybridperf.measurement.verdict;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.nio.file.Path;

/**
 * A verdict in the form that other tools read. Its JSON Schema is the resource {@code
 * /io/hybridperf/measurement/verdict.schema.json}.
 */
public final class VerdictJson {

  /** The version of the form. */
  public static final int SCHEMA_VERSION = 2;

  /** Of all else in the file. */
  private static final String DIGEST = "digest";

  private VerdictJson() {}

  /**
   * Writes {@code verdict.json}.
   *
   * @param verdict what to write
   * @param folder the folder of the run
   */
  public static void write(Verdict verdict, RunFolder folder) {
    write(of(verdict), folder);
  }

  static void write(ObjectNode json, RunFolder folder) {
    Json.write(folder.verdictJson(), json.put(DIGEST, CheckedFile.sha256(Json.bytes(json))));
  }

  /**
   * Reads {@code verdict.json}, and checks that it is what was written, about this run.
   *
   * @param folder the folder of the run
   * @param info what the run was
   * @return the verdict as JSON
   * @throws DamagedFile if it is missing, broken, altered, another run's or of another version
   */
  public static ObjectNode read(RunFolder folder, RunInfo info) {
    Path file = folder.verdictJson();
    ObjectNode json = Json.read(file, ObjectNode.class);
    int version = json.path("schemaVersion").asInt();
    if (version != SCHEMA_VERSION) {
      throw new DamagedFile(file, "of version %s, which is not known".formatted(version));
    }
    JsonNode digest = json.remove(DIGEST);
    if (digest == null) {
      throw new DamagedFile(file, "has no digest of itself: judge the folder again");
    }
    if (!digest.asText().equals(CheckedFile.sha256(Json.bytes(json)))) {
      throw new DamagedFile(file, "is not what was written: judge the folder again");
    }
    if (!json.path("simulation").asText().equals(info.simulation())
        || !json.path("start").asText().equals(info.start().toString())) {
      throw new DamagedFile(file, "is another run's: judge the folder again");
    }
    return json;
  }

  /**
   * The verdict as JSON.
   *
   * @param verdict what to convert
   * @return a new object
   */
  public static ObjectNode of(Verdict verdict) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("verdict", verdict.status().name());
    json.put("gate", verdict.gate().key());
    json.put("simulation", verdict.info().simulation());
    json.put("environment", verdict.info().environment());
    json.put("scale", verdict.info().scale());
    json.put("start", verdict.info().start().toString());
    json.put("untilSeconds", verdict.untilSeconds());
    ArrayNode reasons = json.putArray("reasons");
    verdict.reasons().forEach(reasons::add);
    ArrayNode notes = json.putArray("notes");
    verdict.notes().forEach(notes::add);
    ArrayNode slos = json.putArray("slos");
    verdict.results().forEach(result -> slos.add(slo(result, verdict)));
    json.set("audit", audit(verdict.audit()));
    return json;
  }

  private static ObjectNode slo(SloResult result, Verdict verdict) {
    Slo slo = result.slo();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", slo.name());
    json.put("metric", slo.metric().name());
    json.put("scope", slo.scope().toString());
    putNumber(json, "value", result.value());
    json.put("unit", slo.unit().symbol());
    json.put("samples", result.samples());
    json.put("tier", result.tier().label());
    json.put("reason", result.reason());
    if (result.tier().isGate() && !result.shownTier().isGate()) {
      json.putNull("shownTier");
    } else {
      json.put("shownTier", result.shownTier().label());
    }
    json.put("passes", result.passes(verdict.gate()));
    json.put("unsure", result.isUnsure(verdict.gate()));
    json.put("remedy", result.remedy());
    json.put("gated", slo.gated());
    json.put("notGatedBecause", slo.notGatedBecause());
    json.put("minSamples", slo.minSamples());
    json.put("scaled", slo.scales());
    ObjectNode thresholds = json.putObject("thresholds");
    for (Tier tier : slo.thresholds().keySet()) {
      slo.threshold(tier, verdict.info().scale())
          .ifPresent(threshold ->
              thresholds
                  .putObject(tier.key())
                  .put("comparison", threshold.comparison().symbol())
                  .put("limit", threshold.limit()));
    }
    ConfidenceInterval interval = result.interval();
    if (interval == null) {
      json.putNull("interval");
    } else {
      ObjectNode ends = json.putObject("interval");
      putNumber(ends, "low", interval.low());
      putNumber(ends, "high", interval.high());
      ends.put("confidence", slo.level());
    }
    json.put("noInterval", result.noInterval());
    json.put("confidence", slo.confidence());
    putNumber(json, "errorRate", result.errorRate());
    putNumber(json, "okValue", result.okValue());
    return json;
  }

  private static ObjectNode audit(ScheduleAudit audit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kept", audit.kept());
    json.put("measured", audit.measured());
    json.put("planned", audit.planned());
    json.put("sent", audit.sent());
    json.put("dropped", audit.dropped());
    json.put("early", audit.early());
    json.putObject("limits")
        .put("p99LagMs", audit.limits().p99Lag().toNanos() / 1e6)
        .put("lagShare", audit.limits().lagShare())
        .put("lateAfterMs", audit.limits().lateAfter().toNanos() / 1e6)
        .put("maxLateShare", audit.limits().maxLateShare())
        .put("maxEarlyShare", audit.limits().maxEarlyShare())
        .put("maxUnsentShare", audit.limits().maxUnsentShare());
    ArrayNode lag = json.putArray("lag");
    for (ScheduleAudit.Row row : audit.rows()) {
      lag.addObject()
          .put("label", row.label())
          .put("phase", row.phase())
          .put("requests", row.requests())
          .put("p50Ms", row.p50Nanos() / 1e6)
          .put("p99Ms", row.p99Nanos() / 1e6)
          .put("maxMs", row.maxNanos() / 1e6)
          .put("lateShare", row.lateShare())
          .put("serviceP50Ms", row.serviceP50Nanos() / 1e6)
          .put("serviceP99Ms", row.serviceP99Nanos() / 1e6)
          .put("p50LimitMs", audit.limits().lagNanos(row.serviceP50Nanos()) / 1e6)
          .put("p99LimitMs", audit.limits().lagNanos(row.serviceP99Nanos()) / 1e6);
    }
    ArrayNode violations = json.putArray("violations");
    audit.violations().forEach(violations::add);
    return json;
  }

  private static void putNumber(ObjectNode json, String name, double value) {
    if (!Double.isFinite(value)) {
      json.putNull(name);
    } else {
      json.put(name, value);
    }
  }
}

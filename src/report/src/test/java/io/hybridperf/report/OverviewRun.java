package io.hybridperf.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.origin.Machine;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A folder with run.json and verdict.json and nothing else: what overviews of many runs read.
 *
 * @param simulation its name
 * @param day when it ran
 * @param verdict as {@code PASS}
 * @param p99Millis its p99
 * @param throughput answers a second
 * @param machine what it ran on
 * @param parameters of the run
 */
public record OverviewRun(
    String simulation,
    int day,
    String verdict,
    double p99Millis,
    double throughput,
    Machine machine,
    Map<String, String> parameters) {
  private static final Machine MACHINE = new Machine(2, "CPU", 8L << 30, "Linux", "JVM");

  /** A run on one day. */
  public static OverviewRun of(int day, double p99Millis) {
    return new OverviewRun(
        "Burst", day, "PASS", p99Millis, 7_000, MACHINE, Map.of("arrivals", "poisson"));
  }

  /** The same with another verdict. */
  public OverviewRun verdict(String other) {
    return new OverviewRun(simulation, day, other, p99Millis, throughput, machine, parameters);
  }

  /** The same on a machine with so many processors. */
  public OverviewRun cpus(int cpus) {
    Machine other = new Machine(cpus, "CPU", 8L << 30, "Linux", "JVM");
    return new OverviewRun(simulation, day, verdict, p99Millis, throughput, other, parameters);
  }

  /** The same of another simulation. */
  public OverviewRun of(String other) {
    return new OverviewRun(other, day, verdict, p99Millis, throughput, machine, parameters);
  }

  /** The git revision of a day. */
  public static String revision(int day) {
    return String.format(Locale.ROOT, "%040x", 0xabc_000_000_000L + day);
  }

  /** Writes the folder. */
  public RunFolder in(Path results) throws IOException {
    Instant start = Instant.parse("2026-01-01T10:00:00Z").plus(Duration.ofDays(day));
    RunFolder folder = RunFolder.create(results, simulation, start);
    RunInfo info =
        new RunInfo(
            RunInfo.SCHEMA_VERSION,
            simulation,
            "staging",
            1,
            "target",
            RunStatus.COMPLETE,
            start,
            start.plusSeconds(60),
            day,
            parameters,
            PlannedPhase.allOf(
                LoadProfile.empty().constant("peak", 100, Duration.ofSeconds(60)).plan()),
            Map.of("java", "25"),
            Map.of("vector", "Milvus 2.6"),
            Map.of("items", "9742"),
            machine,
            new GitRevision(revision(day), false));
    Digests.seal(folder, info);
    write(
        folder,
        String.format(
            Locale.ROOT,
            """
            {"schemaVersion":2,"verdict":"%s","gate":"target","simulation":%s,"environment":"staging","scale":1,
             "start":"%s",
             "reasons":["because"],"notes":[],"slos":[
              {"name":"p99","metric":"response-time-p99","scope":"phase:peak","value":%f,"unit":"ms","samples":6000,
               "tier":"TARGET","reason":"","passes":true,"thresholds":{"must-pass":{"comparison":"<","limit":15}},
               "interval":{"low":%f,"high":%f,"confidence":0.95}},
              {"name":"rate","metric":"throughput","scope":"run","value":%f,"unit":"/s","samples":6000,
               "tier":"TARGET","reason":"","passes":true,"thresholds":{"must-pass":{"comparison":">=","limit":50}}},
              {"name":"gpu","metric":"gpu-utilisation","scope":"run","value":null,"unit":"%%","samples":0,
               "tier":"NOT MEASURED","reason":"no exporter","passes":false,"thresholds":{"must-pass":{"comparison":">","limit":40}}}]}
            """,
            verdict,
            Json.mapper().writeValueAsString(simulation),
            start,
            p99Millis,
            0.97 * p99Millis,
            1.04 * p99Millis,
            throughput));
    return folder;
  }

  /**
   * Writes a verdict as judging does.
   *
   * @param folder of the run
   * @param verdict as JSON, without its digest
   */
  public static void write(RunFolder folder, String verdict) throws IOException {
    ObjectNode json = (ObjectNode) Json.mapper().readTree(verdict);
    Json.write(folder.verdictJson(), json.put("digest", CheckedFile.sha256(Json.bytes(json))));
  }
}

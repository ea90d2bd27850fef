package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictOutputTest {

  private static final String SLOS =
      """
      metrics.gpu-utilisation { unit = "%", better = higher, description = "of GPUs" }
      slos {
        "p99 response time" { metric = response-time-p99, must-pass = "< 15 ms", target = "< 10 ms", stretch = "< 8.7 ms" }
        "p99 response time in every window of the run" { metric = response-time-p99, scope = "phase:steady, label:simple, window:2s", must-pass = "< 15 ms", min-samples = 100 }
        "error rate" { metric = error-rate, must-pass = "< 2 %", target = "< 1 %", stretch = "< 0.1 %" }
        "throughput" { metric = throughput, scope = "phase:steady", must-pass = ">= 5000 /s", target = ">= 7000 /s", stretch = ">= 10000 /s", scales = true }
        "recall" { metric = "recall@10", must-pass = ">= 0.95" }
        "GPU utilisation" { metric = gpu-utilisation, must-pass = "> 40 %", gated = false, reason = "this environment has no GPU" }
      }
      """;

  @TempDir private Path results;

  private Verdict verdict(SimulatedRun.World world, long killedAt) {
    return judged(SLOS, world, killedAt);
  }

  private Verdict judged(String slos, SimulatedRun.World world, long killedAt) {
    LoadProfile profile =
        LoadProfile.empty()
            .warmUp(500, Duration.ofSeconds(2))
            .constant("steady", 500, Duration.ofSeconds(12));
    SimulatedRun run = new SimulatedRun(results, profile).scale(0.05);
    RunLog log = run.run(world, killedAt);
    Verdict verdict =
        Judge.judge(
            log,
            Slos.from(ConfigFactory.parseString(slos)),
            AuditLimits.DEFAULT,
            ExternalMetrics.none());
    VerdictJson.write(verdict, run.folder());
    return verdict;
  }

  private JsonNode written(Verdict verdict) throws IOException {
    return Json.mapper().readTree(Json.mapper().writeValueAsBytes(VerdictJson.of(verdict)));
  }

  private static Schema schema() throws IOException {
    try (InputStream stream =
        VerdictJson.class.getResourceAsStream("/io/hybridperf/measurement/verdict.schema.json")) {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(stream);
    }
  }

  @Test
  void everyKindOfVerdictFollowsThePublishedSchema() throws IOException {
    List<Verdict> verdicts =
        List.of(
            verdict((_, _) -> Fate.ok(5_000_000), Long.MAX_VALUE),
            verdict((_, _) -> Fate.of("UNAVAILABLE", 5_000_000), Long.MAX_VALUE),
            verdict((_, _) -> Fate.ok(5_000_000).late(0), 4_000_000_000L),
            verdict((_, _) -> Fate.ok(5_000_000), -1));

    for (Verdict verdict : verdicts) {
      assertThat(schema().validate(written(verdict))).isEmpty();
    }
  }

  @Test
  void theSchemaRefusesWhatIsNotAVerdict() throws IOException {
    JsonNode json = written(verdict((_, _) -> Fate.ok(5_000_000), Long.MAX_VALUE));
    ((ObjectNode) json).put("verdict", "GREEN");

    assertThat(schema().validate(json)).isNotEmpty();
  }

  @Test
  void theFileHoldsWhatOtherToolsRead() throws IOException {
    Verdict verdict = verdict((_, _) -> Fate.ok(5_000_000), Long.MAX_VALUE);

    JsonNode json = written(verdict);

    assertThat(json.get("verdict").asText()).isEqualTo("FAIL");
    assertThat(json.get("scale").asDouble()).isEqualTo(0.05);
    JsonNode p99 = json.get("slos").get(0);
    assertThat(p99.get("value").asDouble()).isBetween(4.99, 5.01);
    assertThat(p99.get("unit").asText()).isEqualTo("ms");
    assertThat(p99.get("tier").asText()).isEqualTo("STRETCH");
    assertThat(p99.get("errorRate").asDouble()).isZero();
    assertThat(p99.get("interval").get("high").asDouble()).isBetween(4.99, 5.01);
    JsonNode recall = json.get("slos").get(4);
    assertThat(recall.get("value").isNull()).isTrue();
    assertThat(recall.get("tier").asText()).isEqualTo("NOT MEASURED");
    JsonNode throughput = json.get("slos").get(3);
    assertThat(throughput.get("thresholds").get("must-pass").get("limit").asDouble())
        .isEqualTo(250);
  }

  @Test
  void theTableFitsAScreenAndSaysWhatWasScaled() {
    String table = VerdictTable.of(verdict((_, _) -> Fate.ok(5_000_000), Long.MAX_VALUE));

    assertThat(table.lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120));
    assertThat(table)
        .contains("Simulated on test, gate must-pass, scale 0.05")
        .contains(">= 250 /s @0.05")
        .contains("not gated: this environment has no GPU")
        .contains("schedule: kept")
        .contains("verdict: FAIL")
        .contains("recall: NOT MEASURED, MUST-PASS needed (nothing was recorded under this name)");
  }

  @Test
  void aPercentileThatABurstDecidesHasNoUpperEnd() throws IOException {
    SimulatedRun.World burst =
        (arrival, planned) ->
            Fate.ok(
                planned / 1_000_000_000 == 7 ? 12_000_000 : 5_000_000 + 1_000 * (arrival % 997));
    Verdict verdict = verdict(burst, Long.MAX_VALUE);

    JsonNode interval = written(verdict).get("slos").get(0).get("interval");

    assertThat(interval.get("low").asDouble()).isBetween(5.0, 12.01);
    assertThat(interval.get("high").isNull()).isTrue();
    assertThat(schema().validate(written(verdict))).isEmpty();
    assertThat(VerdictTable.of(verdict)).contains("; 95 % confident: above ");
  }

  @Test
  void fewSecondsAndChosenWindowsHaveNoInterval() throws IOException {
    Verdict verdict = verdict((_, _) -> Fate.ok(5_000_000), 8_000_000_000L);

    assertThat(written(verdict).get("slos").get(0).get("interval").isNull()).isTrue();
    assertThat(words(verdict))
        .contains("judged by its value (confidence 0); no interval: fewer than 10 seconds")
        .contains("no interval: the worst of several windows");
  }

  private static String words(Verdict verdict) {
    return VerdictTable.of(verdict).replaceAll("\\s+", " ");
  }

  /** One second of twelve is slow, and decides the p99. */
  @Test
  void aTierThatHoldsByItsValueAloneIsUnsure() throws IOException {
    SimulatedRun.World burst =
        (arrival, planned) ->
            Fate.ok(
                planned / 1_000_000_000 == 7 ? 12_000_000 : 5_000_000 + 1_000 * (arrival % 997));
    String p99 =
        "confidence = 0.95, slos.p99 { metric = response-time-p99, must-pass = \"< 15 ms\" }";

    Verdict verdict = judged(p99, burst, Long.MAX_VALUE);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.UNSURE);
    assertThat(verdict.passed()).isFalse();
    JsonNode json = written(verdict);
    assertThat(schema().validate(json)).isEmpty();
    JsonNode row = json.get("slos").get(0);
    assertThat(row.get("tier").asText()).isEqualTo("MUST-PASS");
    assertThat(row.get("shownTier").isNull()).isTrue();
    assertThat(row.get("unsure").asBoolean()).isTrue();
    assertThat(row.get("passes").asBoolean()).isFalse();
    assertThat(words(verdict))
        .contains("p99 run 12 ms UNSURE < 15 ms")
        .contains("by its value MUST-PASS, not shown: 12 ms, 95 % confident of no upper end")
        .contains("verdict: UNSURE - p99: by its value MUST-PASS, not shown");
  }
}

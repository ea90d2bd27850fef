package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.slo.Tier;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartsJudgeTest extends JudgedSimulatedRun {
  private static final String WRONG = "\"wrong\" { metric = wrong-answers, must-pass = \"<= 0\" }";

  private static final String SURE = "\n}, confidence = 0.95, slos {";

  private final LoadProfile steady =
      LoadProfile.empty()
          .warmUp(100, Duration.ofSeconds(8))
          .constant("steady", 200, Duration.ofSeconds(20));

  private Verdict run(SimulatedRun.World world, ExternalMetrics external, List<Slo> slos) {
    return Judge.judge(
        new SimulatedRun(results, steady).run(world, Long.MAX_VALUE),
        slos,
        AuditLimits.DEFAULT,
        external);
  }

  /** A run for each p99, in milliseconds: every answer of a run takes as long. */
  private List<Start> starts(String slos, double... millis) {
    List<Start> starts = new ArrayList<>();
    for (double each : millis) {
      starts.add(
          new Start(
              "run-" + (starts.size() + 1),
              run(
                  (_, _) -> Fate.ok((long) (each * MILLI)),
                  ExternalMetrics.none(),
                  slos(slos, SURE))));
    }
    return starts;
  }

  private static SloResult only(Verdict verdict) {
    return verdict.results().getFirst();
  }

  @Test
  void theMedianIsShownWithTheIntervalBetweenStarts() {
    Verdict verdict = StartsJudge.judge(starts(P99, 8, 8.2, 8.4), 3, true);

    SloResult p99 = only(verdict);
    assertThat(p99.value()).isEqualTo(8.2, within(0.01));
    // exp(4.3027 * 0.0244 / sqrt(3)) = 1.0625.
    assertThat(p99.interval().low()).isEqualTo(8.2 / 1.0625, within(0.03));
    assertThat(p99.interval().high()).isEqualTo(8.2 * 1.0625, within(0.03));
    assertThat(p99.tier()).isEqualTo(Tier.STRETCH);
    assertThat(p99.shownTier()).isEqualTo(Tier.TARGET);
    assertThat(p99.remedy()).matches("-Druns=[4-6] would show it");
    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(p99.reason()).startsWith("median of 3 starts: ").contains("(within it ");
    assertThat(VerdictTable.of(verdict).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(VerdictTable.WIDTH))
        .contains("note: run-1: PASS", "note: the system was started anew for each run");
  }

  @Test
  void startsThatDifferTooMuchAreUnsure() {
    Verdict verdict = StartsJudge.judge(starts(P99, 7, 10, 14), 3, true);

    assertThat(only(verdict).tier()).isEqualTo(Tier.MUST_PASS);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.UNSURE);
    assertThat(verdict.reasons())
        .singleElement()
        .asString()
        .contains("by its value MUST-PASS, not shown", "-Druns=");
  }

  @Test
  void aMedianBeyondTheLimitFails() {
    assertThat(StartsJudge.judge(starts(P99, 7, 16, 17), 3, true).status())
        .isEqualTo(VerdictStatus.FAIL);
  }

  @Test
  void ofTwoStartsTheWorstCountsAndNoIntervalIsGiven() {
    Verdict verdict = StartsJudge.judge(starts(P99, 16, 7), 2, true);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(only(verdict).value()).isEqualTo(16, within(0.02));
    assertThat(only(verdict).reason())
        .contains("the worst of 2 starts, too few for an interval between them: ");
    assertThat(StartsJudge.judge(starts(P99, 6, 7), 2, true).status())
        .isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void aRunThatIsMissingMakesTheWholeIncomplete() {
    Verdict verdict = StartsJudge.judge(starts(P99, 6, 7), 3, true);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INCOMPLETE);
    assertThat(verdict.reasons()).containsExactly("2 of 3 runs were made");
  }

  @Test
  void oneInvalidRunMakesTheWholeInvalidAndItsNumbersDoNotCount() {
    List<Start> starts = starts(P99, 7, 7.1, 7.2);
    starts.set(
        1,
        new Start(
            "run-2",
            run(
                (arrival, _) -> Fate.ok(7 * MILLI).late(arrival % 5 == 0 ? 0 : 9 * MILLI),
                ExternalMetrics.none(),
                slos(P99, SURE))));

    Verdict verdict = StartsJudge.judge(starts, 3, true);

    assertThat(verdict.status()).as("%s", starts).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.reasons().getFirst()).startsWith("run-2 is INVALID: generator overloaded");
    assertThat(only(verdict).value()).isLessThan(8);
    assertThat(verdict.audit().kept()).isFalse();
    assertThat(verdict.notes()).contains("the schedule is that of run-2, the least well kept");
  }

  @Test
  void whatMustNeverHappenMustNotHappenInAnyStart() {
    List<Start> starts = new ArrayList<>();
    for (int wrong : new int[] {0, 0, 0, 0, 1}) {
      starts.add(
          new Start(
              "run-" + (starts.size() + 1),
              run(
                  (_, _) -> Fate.ok(MILLI),
                  ExternalMetrics.none().measured("wrong-answers", wrong, 100),
                  Slos.from(
                      ConfigFactory.parseString(
                          "metrics.wrong-answers { unit = \"\", better = lower, description = \"of all\" }, confidence = 0.95, slos { %s }"
                              .formatted(WRONG))))));
    }
    assertThat(StartsJudge.judge(starts, 5, true).status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(StartsJudge.judge(starts.subList(0, 4), 4, true).status())
        .isEqualTo(VerdictStatus.PASS);
  }

  /** Of none among 4,000 the upper end is 0.092 %; three runs without an error do not make it 0. */
  @Test
  void startsThatAreAllAlikeAreNoSurerThanEachOfThem() {
    String errors = "\"errors\" { metric = error-rate, must-pass = \"< 0.01 %\" }";

    Verdict verdict = StartsJudge.judge(starts(errors, 5, 5, 5), 3, true);

    assertThat(only(verdict).value()).isZero();
    assertThat(only(verdict).interval().high()).isEqualTo(0.0922, within(0.001));
    assertThat(verdict.status()).isEqualTo(VerdictStatus.UNSURE);
  }

  @Test
  void whatIsNotMeasuredInOneStartIsNotMeasured() {
    String two =
        "\"twice\" { metric = response-time-p99, must-pass = \"< 15 ms\", scope = \"label:other\" }";
    List<Start> starts = starts(two, 5, 5, 5);

    Verdict verdict = StartsJudge.judge(starts, 3, false);

    assertThat(only(verdict).tier()).isEqualTo(Tier.NOT_MEASURED);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(verdict.notes().toString()).contains("was not started anew for each run");
  }

  @Test
  void theFileNamesTheRunsAndFollowsTheSchema() throws IOException {
    List<Start> starts = starts(P99, 8, 8.2, 8.4);
    JsonNode json = StartsJson.of(StartsJudge.judge(starts, 3, true), starts);

    assertThat(json.path("runs").findValuesAsText("folder"))
        .containsExactly("run-1", "run-2", "run-3");
    assertThat(json.path("slos").path(0).path("starts")).hasSize(3);
    try (InputStream schema =
        VerdictJson.class.getResourceAsStream("/io/hybridperf/measurement/verdict.schema.json")) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(schema)
                  .validate(Json.mapper().readTree(Json.mapper().writeValueAsBytes(json))))
          .isEmpty();
    }
  }
}

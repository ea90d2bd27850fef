package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Tier;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest extends JudgedSimulatedRun {

  private Verdict judge(World world, String... entries) {
    return judge(simulate().run(world), entries);
  }

  private static SloResult only(Verdict verdict) {
    return verdict.results().getFirst();
  }

  private static Fate every(long n, long arrival, Fate some, Fate others) {
    return arrival % n == 0 ? some : others;
  }

  @Test
  void aRunThatMeetsEverythingPasses() {
    Verdict verdict = judge((_, _) -> Fate.ok(5 * MILLI), P99, ERRORS);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(verdict.reasons()).isEmpty();
    assertThat(verdict.results()).extracting(SloResult::tier).containsOnly(Tier.STRETCH);
    assertThat(only(verdict).samples()).isEqualTo(6000);
    assertThat(only(verdict).value()).isBetween(4.99, 5.01);
  }

  @Test
  void tiersAreReachedInTheirOrder() {
    assertThat(only(judge((_, _) -> Fate.ok(9 * MILLI), P99)).tier()).isEqualTo(Tier.TARGET);
    assertThat(only(judge((_, _) -> Fate.ok(12 * MILLI), P99)).tier()).isEqualTo(Tier.MUST_PASS);
    assertThat(only(judge((_, _) -> Fate.ok(16 * MILLI), P99)).tier()).isEqualTo(Tier.FAIL);
  }

  @Test
  void theGateDecidesWhichTierIsNeeded() {
    RunLog log = simulate().gate("target").run((_, _) -> Fate.ok(12 * MILLI));

    Verdict verdict = judge(log, P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(verdict.reasons()).containsExactly("p99: MUST-PASS, TARGET needed");
  }

  @Test
  void anSloWithoutTheGatesTierNeedsTheHighestItHas() {
    RunLog log = simulate().gate("stretch").run((_, _) -> Fate.ok(5 * MILLI));

    assertThat(
            judge(log, "\"p99\" { metric = response-time-p99, must-pass = \"< 15 ms\" }").status())
        .isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void ninetyPercentInstantErrorsAndTenPercentSlowAnswersFail() {
    Verdict verdict =
        judge(
            (arrival, _) ->
                every(10, arrival, Fate.ok(900 * MILLI), Fate.of("UNAVAILABLE", MILLI / 10)),
            P99,
            ERRORS);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(verdict.results()).extracting(SloResult::tier).containsOnly(Tier.FAIL);
  }

  @Test
  void fastAnswersAmongManyErrorsFailToo() {
    Verdict verdict =
        judge(
            (arrival, _) -> every(2, arrival, Fate.ok(MILLI), Fate.of("INTERNAL", MILLI)),
            P99,
            ERRORS);

    assertThat(only(verdict).tier()).isEqualTo(Tier.FAIL);
    assertThat(only(verdict).reason()).isEqualTo("error rate 50 % breaks its limit < 2 %");
    assertThat(only(verdict).errorRate()).isEqualTo(0.5);
  }

  @Test
  void latenciesAreThoseOfOkAnswersAndOfSlowerErrorsButNotOfFasterOnes() {
    Verdict slowErrors =
        judge(
            (arrival, _) ->
                every(100, arrival, Fate.of("INTERNAL", 900 * MILLI), Fate.ok(5 * MILLI)),
            P99,
            ERRORS);
    Verdict fastErrors =
        judge(
            (arrival, _) ->
                every(
                    100,
                    arrival,
                    Fate.of("INTERNAL", MILLI / 10),
                    arrival % 50 == 1 ? Fate.ok(12 * MILLI) : Fate.ok(5 * MILLI)),
            P99,
            ERRORS);

    assertThat(only(slowErrors).value()).isBetween(4.99, 5.01);
    assertThat(only(fastErrors).value()).isBetween(11.99, 12.02);
    assertThat(List.of(only(slowErrors), only(fastErrors)))
        .allSatisfy(p99 -> assertThat(p99.errorRate()).isEqualTo(0.01))
        .extracting(SloResult::samples)
        .containsExactly(6_000L, 5_940L);
  }

  @Test
  void withoutAnErrorRateSloHalfTheAnswersMustBeOk() {
    World half = (arrival, _) -> every(2, arrival, Fate.ok(MILLI), Fate.of("INTERNAL", MILLI));
    World fewer = (arrival, _) -> every(20, arrival, Fate.of("INTERNAL", MILLI), Fate.ok(MILLI));

    assertThat(only(judge(half, P99)).tier()).isEqualTo(Tier.FAIL);
    assertThat(only(judge(fewer, P99)).tier()).isEqualTo(Tier.STRETCH);
  }

  @Test
  void nothingButErrorsIsNeverAPass() {
    Verdict verdict = judge((_, _) -> Fate.of("UNAVAILABLE", MILLI), P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(only(verdict).tier()).isEqualTo(Tier.FAIL);
    assertThat(only(verdict).measuredValue()).isEmpty();
  }

  @Test
  void aWindowWithoutAnOkAnswerFailsHoweverItsCallsEnded() {
    String windows =
        "\"p99\" { metric = response-time-p99, scope = \"window:1s\", must-pass = \"< 1 s\" }";
    for (String status : List.of(Status.RESOURCE_EXHAUSTED, "UNAVAILABLE", "NEVER")) {
      World outage =
          (arrival, _) ->
              arrival >= 3_000 && arrival < 4_500
                  ? Fate.of(status, status.equals("NEVER") ? -1 : MILLI)
                  : Fate.ok(MILLI);
      Verdict verdict =
          judge(outage, windows, "\"e\" { metric = error-rate, must-pass = \"< 90 %\" }");

      assertThat(only(verdict).tier()).as(status).isEqualTo(Tier.FAIL);
      assertThat(only(verdict).reason()).startsWith("no OK answer in the window at ");
    }
  }

  @Test
  void whatMakesARunWorthlessMakesItInvalid() {
    RunLog log = simulate().run((_, _) -> Fate.ok(MILLI));
    Verdict verdict =
        Judge.judge(
            log,
            slos(P99),
            AuditLimits.DEFAULT,
            ExternalMetrics.none().invalid("speed-up-p50", "nothing was compared"));

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.reasons()).containsExactly("nothing was compared");
  }

  @Test
  void requestsThatAreNeverAnsweredAreErrorsInAFinishedRun() {
    Verdict verdict =
        judge((arrival, _) -> every(20, arrival, Fate.of("NEVER", -1), Fate.ok(MILLI)), ERRORS);

    assertThat(only(verdict).value()).isEqualTo(5);
    assertThat(only(verdict).tier()).isEqualTo(Tier.FAIL);
  }

  @Test
  void anErrorRateOfNothingIsNotMeasuredAndNotAPass() {
    Verdict verdict =
        judge(
            (_, _) -> Fate.ok(MILLI),
            "\"errors\" { metric = error-rate, scope = \"label:complex\", target = \"< 1 %\" }",
            "\"shed\" { metric = shed-rate, scope = \"label:complex\", target = \"< 1 %\" }",
            "\"window\" { metric = error-rate, scope = \"label:complex, window:2s\", target = \"< 1 %\" }");

    assertThat(verdict.results())
        .extracting(SloResult::tier)
        .containsExactly(Tier.NOT_MEASURED, Tier.NOT_MEASURED, Tier.NOT_MEASURED);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
  }

  @Test
  void requestsThatAreNotAnsweredYetAreNoErrors() {
    RunLog log =
        simulate()
            .run(
                (arrival, _) -> every(20, arrival, Fate.of("NEVER", -1), Fate.ok(MILLI)),
                9 * 1_000 * MILLI);

    assertThat(only(judge(log, ERRORS)).value()).isZero();
  }

  @Test
  void shedRequestsAreCountedApart() {
    Verdict verdict =
        judge(
            (arrival, _) ->
                every(5, arrival, Fate.of(Status.RESOURCE_EXHAUSTED, MILLI), Fate.ok(MILLI)),
            ERRORS,
            "\"shed\" { metric = shed-rate, must-pass = \"< 30 %\" }");

    assertThat(verdict.results()).extracting(SloResult::value).containsExactly(0.0, 20.0);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void theWarmUpIsNotJudged() {
    Verdict verdict =
        judge((_, planned) -> Fate.ok(planned < 3 * SECOND ? 400 * MILLI : MILLI), P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void tooFewSamplesAreNotMeasuredAndNotAPass() {
    Verdict verdict =
        judge(
            (_, _) -> Fate.ok(MILLI),
            "\"p99.9\" { metric = response-time-p99.9, must-pass = \"< 15 ms\" }");

    assertThat(only(verdict).tier()).isEqualTo(Tier.NOT_MEASURED);
    assertThat(verdict.reasons())
        .containsExactly(
            "p99.9: NOT MEASURED, MUST-PASS needed (6000 OK answers, at least 10000 needed)");
    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
  }

  @Test
  void anSloThatIsNotGatedIsShownAndDoesNotCount() {
    Verdict verdict =
        judge(
            (_, _) -> Fate.ok(MILLI),
            P99,
            """
            "GPU" { metric = gpu-utilisation, must-pass = "> 40 %", gated = false, reason = "no GPU" }
            """);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(verdict.results().get(1).tier()).isEqualTo(Tier.NOT_MEASURED);
  }

  @Test
  void aRunThatGatesNothingDoesNotPass() {
    assertThat(judge((_, _) -> Fate.ok(MILLI)).status()).isEqualTo(VerdictStatus.FAIL);
  }

  @Test
  void externalMetricsAreJudgedOrNotMeasuredForTheirReason() {
    RunLog log = simulate().run((_, _) -> Fate.ok(MILLI));
    String gpu =
        "\"GPU\" { metric = gpu-utilisation, must-pass = \"> 40 %\", target = \"> 60 %\" }";

    Verdict measured =
        Judge.judge(
            log,
            slos(gpu),
            AuditLimits.DEFAULT,
            ExternalMetrics.none().measured("gpu-utilisation", 55, 11));
    Verdict not =
        Judge.judge(
            log,
            slos(gpu),
            AuditLimits.DEFAULT,
            ExternalMetrics.none().notMeasured("gpu-utilisation", "no exporter answered"));

    assertThat(only(measured).tier()).isEqualTo(Tier.MUST_PASS);
    assertThat(only(not).tier()).isEqualTo(Tier.NOT_MEASURED);
    assertThat(only(not).reason()).isEqualTo("no exporter answered");
  }

  @Test
  void anExternalMetricIsJudgedInTheUnitOfItsLimit() {
    RunLog log = simulate().run((_, _) -> Fate.ok(MILLI));
    String slo = "\"GPU\" { metric = gpu-utilisation, must-pass = \">= 0.4\" }";

    for (double percent : List.of(45.0, 1.0)) {
      Verdict verdict =
          Judge.judge(
              log,
              slos(slo),
              AuditLimits.DEFAULT,
              ExternalMetrics.none().measured("gpu-utilisation", percent, 100));
      assertThat(only(verdict).value()).isEqualTo(percent / 100);
      assertThat(only(verdict).tier()).isEqualTo(percent > 40 ? Tier.MUST_PASS : Tier.FAIL);
    }
  }

  @Test
  void scopesSelectPhasesAndQueryTypes() {
    Verdict verdict =
        judge(
            (arrival, planned) ->
                every(
                    2,
                    arrival,
                    Fate.ok(planned < 7 * SECOND ? 2 * MILLI : 6 * MILLI),
                    Fate.ok(20 * MILLI).labelled("complex")),
            """
            "a" { metric = response-time-p50, scope = "phase:steady, label:simple", must-pass = "< 1000 ms" }
            "b" { metric = response-time-p50, scope = "phase:peak, label:simple", must-pass = "< 1000 ms" }
            "c" { metric = response-time-p50, scope = "label:complex", must-pass = "< 1000 ms" }
            "d" { metric = response-time-p50, scope = "phase:pique", must-pass = "< 1000 ms" }
            """);

    assertThat(verdict.results().subList(0, 3))
        .extracting(result -> Math.round(result.value()))
        .containsExactly(2L, 6L, 20L);
    assertThat(verdict.results().get(3).reason()).isEqualTo("the run has no judged phase 'pique'");
  }

  @Test
  void theWorstWindowCountsAndIsNamed() {
    Verdict verdict =
        judge(
            (_, planned) -> {
              boolean bad = planned >= 7 * SECOND && planned < 8 * SECOND;
              return Fate.ok(bad ? 50 * MILLI : MILLI);
            },
            """
            "p99 by window" { metric = response-time-p99, scope = "window:2s", must-pass = "< 15 ms" }
            "p50" { metric = response-time-p50, must-pass = "< 15 ms" }
            """);

    assertThat(verdict.results())
        .extracting(SloResult::tier)
        .containsExactly(Tier.MUST_PASS, Tier.FAIL);
    assertThat(verdict.results().getLast().reason()).startsWith("worst window starts at ");
  }

  @Test
  void throughputIsOkAnswersPerSecondOfItsPhases() {
    World world =
        (arrival, _) -> every(10, arrival, Fate.of("INTERNAL", MILLI), Fate.ok(5 * MILLI));
    Verdict verdict =
        judge(
            world,
            """
            "peak" { metric = throughput, scope = "phase:peak", must-pass = ">= 1 /s" }
            "steady" { metric = throughput, scope = "phase:steady", must-pass = ">= 1 /s" }
            "run" { metric = throughput, must-pass = ">= 1 /s" }
            "window" { metric = throughput, scope = "phase:peak, window:2s", must-pass = ">= 1 /s" }
            """);

    List<Long> values =
        verdict.results().stream().map(result -> Math.round(result.value())).toList();
    assertThat(values.subList(0, 3)).containsExactly(675L, 900L, 450L);
    assertThat(values.get(3)).isBetween(850L, 910L);
  }

  @Test
  void throughputDoesNotCountWhatASlowServerWorksOffLater() {
    // A server that manages 500/s in a phase of 1,000/s answers the second half after its end.
    Verdict verdict =
        judge(
            (arrival, planned) ->
                planned < 7 * SECOND ? Fate.ok(MILLI) : Fate.ok(planned - 7 * SECOND + MILLI),
            "\"peak\" { metric = throughput, scope = \"phase:peak\", must-pass = \">= 900 /s\" }");

    assertThat(only(verdict).tier()).isEqualTo(Tier.FAIL);
    assertThat(only(verdict).value()).isBetween(499.0, 505.0);
  }

  @Test
  void scaledThresholdsAreMultipliedByTheRunsScale() {
    RunLog log = simulate().scale(0.1).run((_, _) -> Fate.ok(MILLI));

    Verdict verdict =
        judge(
            log,
            """
            "peak" { metric = throughput, scope = "phase:peak", must-pass = ">= 5000 /s", target = ">= 12000 /s", scales = true }
            """);

    assertThat(only(verdict).tier()).isEqualTo(Tier.MUST_PASS);
  }
}

package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.analysis.AnswerSummary;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.CapacityStep;
import io.hybridperf.measurement.analysis.StepJudge;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Tier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller who waits for nothing has waited: his time is judged with those of the answers. */
class WaitingCallsTest extends JudgedSimulatedRun {

  private static final String BY_WINDOW =
      """
      "p99" { metric = response-time-p99, scope = "window:2s", must-pass = "< 15 ms" }
      """;
  private static final Fate NEVER = Fate.of("NEVER", -1);

  /** Three of two hundred end in another way; the others are answered within 5 ms. */
  private static World threeOfTwoHundred(Fate others) {
    return (arrival, _) -> arrival % 200 < 3 ? others : Fate.ok(5 * MILLI);
  }

  private SloResult p99(World world, String... entries) {
    return judge(simulate().deadline("1s").run(world), entries).results().getFirst();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DEADLINE_EXCEEDED", "CANCELLED", "UNAVAILABLE", "INTERNAL", "RESOURCE_EXHAUSTED"})
  void whoeverWaitsASecondForNothingHasWaitedASecond(String status) {
    SloResult p99 = p99(threeOfTwoHundred(Fate.of(status, 1_000 * MILLI)), P99, ERRORS);

    assertThat(p99.value()).isBetween(1_000.0, 1_001.0);
    assertThat(p99.tier()).isEqualTo(Tier.FAIL);
    assertThat(p99.okValue()).isBetween(4.99, 5.01);
  }

  @Test
  void whoIsNeverAnsweredHasWaitedForTheDeadline() {
    SloResult p99 = p99(threeOfTwoHundred(NEVER), P99, ERRORS);

    assertThat(p99.value()).isBetween(1_000.0, 1_001.0);
    assertThat(p99.tier()).isEqualTo(Tier.FAIL);
  }

  @Test
  void whoIsNeverAnsweredAndHadNoDeadlineHasWaitedForEver() {
    RunLog log = simulate().run(threeOfTwoHundred(NEVER));

    assertThat(judge(log, P99).results().getFirst().value()).isGreaterThan(59_000);
  }

  @Test
  void aDeadlineThatAServerCallsExceededAtOnceIsOneAllTheSame() {
    SloResult p99 = p99(threeOfTwoHundred(Fate.of(Status.DEADLINE_EXCEEDED, MILLI)), P99);

    assertThat(p99.value()).isBetween(1_000.0, 1_001.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "RESOURCE_EXHAUSTED"})
  void fastRefusalsMakeNothingBetter(String status) {
    // Of the OK answers two of a hundred take 50 ms; with all refusals, less than one would.
    World world =
        (arrival, _) ->
            arrival % 100 < 40
                ? Fate.of(status, MILLI / 10)
                : Fate.ok(arrival % 100 < 42 ? 50 * MILLI : 5 * MILLI);

    SloResult p99 = p99(world, P99);

    assertThat(p99.value()).isBetween(49.9, 50.1);
    assertThat(p99.samples()).isEqualTo(3_600);
    assertThat(p99.okValue()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNAVAILABLE", "RESOURCE_EXHAUSTED"})
  void fastRefusalsDoNotHideThoseWhoWaited(String status) {
    // Beside the OK answers one of eighty waits a second; among all calls it would be one of 200.
    World world =
        (arrival, _) ->
            arrival % 200 < 120
                ? Fate.of(status, MILLI / 10)
                : arrival % 200 == 120 ? Fate.of(status, SECOND) : Fate.ok(5 * MILLI);

    SloResult p99 = p99(world, P99);

    assertThat(p99.value()).isBetween(1_000.0, 1_001.0);
    assertThat(p99.okValue()).isBetween(4.99, 5.01);
  }

  @Test
  void meanAndMaximumAreThoseOfAllWhoWaited() {
    Verdict verdict =
        judge(
            simulate().deadline("1s").run(threeOfTwoHundred(Fate.of("DEADLINE_EXCEEDED", SECOND))),
            """
            "a" { metric = response-time-mean, must-pass = "< 15 ms" }
            "b" { metric = response-time-max, must-pass = "< 15 ms" }
            "c" { metric = service-time-p99, must-pass = "< 15 ms" }
            """);

    assertThat(verdict.results().get(0).value()).isBetween(19.9, 20.0);
    assertThat(verdict.results().get(1).value()).isBetween(1_000.0, 1_001.0);
    assertThat(verdict.results().get(2).value()).isBetween(1_000.0, 1_001.0);
  }

  @Test
  void theyCountInTheWindowInWhichTheyEnd() {
    World world =
        (arrival, planned) ->
            planned / SECOND == 5 && arrival % 20 == 0
                ? Fate.of("DEADLINE_EXCEEDED", 1_000 * MILLI)
                : Fate.ok(5 * MILLI);

    SloResult worst = p99(world, BY_WINDOW);

    assertThat(worst.value()).isBetween(1_000.0, 1_001.0);
    assertThat(worst.tier()).isEqualTo(Tier.FAIL);
  }

  @Test
  void aWindowInWhichNothingIsAnsweredWellFails() {
    World refused =
        (_, planned) ->
            planned >= 5 * SECOND && planned < 9 * SECOND
                ? Fate.of(Status.RESOURCE_EXHAUSTED, MILLI)
                : Fate.ok(5 * MILLI);

    SloResult worst = p99(refused, BY_WINDOW);

    assertThat(worst.tier()).isEqualTo(Tier.FAIL);
    assertThat(worst.reason()).startsWith("no OK answer in the window at ").contains(" shed");
  }

  @Test
  void summariesOfAnswersCountThemToo() {
    RunLog log = simulate().deadline("1s").run(threeOfTwoHundred(NEVER));

    assertThat(AnswerSummary.of(log.select(Scope.RUN)).p99Nanos())
        .isBetween(1_000 * MILLI, 1_001 * MILLI);
  }

  @Test
  void aRateOfASearchIsMissedByThem() {
    RunLog log =
        simulate().deadline("1s").run(threeOfTwoHundred(Fate.of("DEADLINE_EXCEEDED", SECOND)));

    CapacityStep step =
        new StepJudge(slos(P99, ERRORS), AuditLimits.DEFAULT, "")
            .judge(log, log.info().phases().getLast());

    assertThat(step.outcome()).isEqualTo(CapacitySearch.Outcome.MISSED);
    assertThat(step.reason()).startsWith("p99 1");
    assertThat(step.p99Nanos()).isGreaterThan(999 * MILLI);
    assertThat(step.throughput()).isBetween(984.0, 986.0);
  }

  @Test
  void theTableShowsTheOkAnswersBesideThem() {
    Verdict verdict =
        judge(
            simulate().deadline("1s").run(threeOfTwoHundred(Fate.of("DEADLINE_EXCEEDED", SECOND))),
            P99);

    assertThat(VerdictTable.of(verdict)).contains("OK answers alone 5.");
    assertThat(VerdictJson.of(verdict).get("slos").get(0).get("okValue").asDouble())
        .isBetween(4.99, 5.01);
  }
}

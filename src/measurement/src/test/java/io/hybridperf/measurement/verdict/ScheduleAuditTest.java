package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How late a generator may be, and that nobody knows where nothing ended. */
class ScheduleAuditTest extends JudgedSimulatedRun {

  private static final long MICRO = 1_000;

  /** Two of a hundred are late. */
  private static World late(long lagNanos, long serviceNanos) {
    return (arrival, _) -> Fate.ok(serviceNanos).late(arrival % 50 == 0 ? lagNanos : 0);
  }

  private Verdict judge(World world) {
    return judge(simulate().run(world), P99);
  }

  @Test
  void aMillisecondIsLittleOfSix() {
    Verdict verdict = judge(late(1_030 * MICRO, 6 * MILLI));

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    assertThat(VerdictTable.of(verdict))
        .contains("(limit 1.2 ms: 20 % of the p99 service time, 6.001 ms)");
  }

  @Test
  void aMillisecondIsAlwaysAllowedAndTwoOfSixAreTooMuch() {
    assertThat(judge(late(990 * MICRO, MILLI)).status()).isEqualTo(VerdictStatus.PASS);
    assertThat(judge(late(1_030 * MICRO, MILLI)).status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(judge(late(2 * MILLI, 6 * MILLI)).status()).isEqualTo(VerdictStatus.INVALID);
  }

  @Test
  void whoeverAnswersSlowlyHidesNoGeneratorThatIsLateForAnySystem() {
    assertThat(judge(late(11 * MILLI, 900 * MILLI)).audit().violations())
        .anyMatch(line -> line.contains("limit 10 ms"));
  }

  @Test
  void answersThatFailedLateDoNotRaiseTheLimit() {
    World world =
        (arrival, _) ->
            arrival % 50 == 1
                ? Fate.of("DEADLINE_EXCEEDED", SECOND)
                : Fate.ok(2 * MILLI).late(arrival % 50 == 0 ? 2 * MILLI : 0);

    assertThat(judge(world).status()).isEqualTo(VerdictStatus.INVALID);
  }

  @Test
  void aLagOfAllIsHeldAgainstTheMedianWhateverTheTailIs() {
    World world =
        (arrival, _) ->
            Fate.ok(arrival % 50 == 0 ? 100 * MILLI : 2 * MILLI)
                .late(arrival % 5 == 0 ? 0 : 3 * MILLI);

    assertThat(judge(world).audit().violations())
        .anyMatch(line ->
            line.startsWith("median dispatch lag of requests was 3")
                && line.endsWith("limit 1 ms: what is always allowed"));
  }

  @Test
  void aPhaseInWhichTheGeneratorWasLateIsNotMadeUpForByTheOthers() {
    // Half a percent of all requests, of one phase alone; whose answers are the slow ones.
    World world =
        (arrival, planned) ->
            planned >= 7 * SECOND
                ? Fate.ok(30 * MILLI)
                : Fate.ok(2 * MILLI).late(arrival % 60 == 0 ? 5 * MILLI : 0);

    assertThat(judge(world).audit().violations())
        .singleElement()
        .asString()
        .startsWith("p99 dispatch lag of requests at phase steady was 5")
        .endsWith("limit 1 ms: what is always allowed");
  }

  @Test
  void fewRequestsMostOfWhichAreLateAreSeenToo() {
    LoadProfile few = LoadProfile.empty().constant("steady", 10, Duration.ofSeconds(5));
    RunLog log =
        new SimulatedRun(results, few)
            .run((arrival, _) -> Fate.ok(MILLI).late(arrival % 5 == 0 ? 0 : 9 * MILLI));

    assertThat(judge(log, P99).audit().kept()).isFalse();
  }

  @Test
  void aRunThatWasEndedSinceTheGeneratorWasBehindIsInvalidEvenIfNothingWasAnswered() {
    SimulatedRun run = simulate();
    RunLog log = run.run((_, _) -> Fate.of("NEVER", -1), 5 * SECOND);
    Digests.seal(run.folder(), log.info().ended(RunStatus.GENERATOR_LATE, Instant.EPOCH));

    Verdict verdict = judge(RunLog.read(run.folder()), P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.reasons().getFirst())
        .isEqualTo(
            "generator overloaded: it was seconds behind its schedule, and the run was ended for that");
    assertThat(VerdictTable.of(verdict)).contains("schedule: NOT KEPT; ").doesNotContain("kept;");
  }

  @Test
  void anAuditWithoutDataKeepsNothing() {
    RunLog killed = simulate().run((_, _) -> Fate.ok(MILLI), 2 * SECOND);
    Verdict incomplete = judge(killed, P99);
    Verdict unanswered = judge(simulate().run((_, _) -> Fate.of("NEVER", -1)), P99);

    assertThat(incomplete.status()).isEqualTo(VerdictStatus.INCOMPLETE);
    assertThat(unanswered.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(unanswered.reasons().getFirst())
        .isEqualTo(
            "generator not audited: no judged request ended, so nothing is known of its schedule");
    for (Verdict verdict : new Verdict[] {incomplete, unanswered}) {
      assertThat(verdict.audit().kept()).isFalse();
      assertThat(VerdictJson.of(verdict).get("audit").get("kept").asBoolean()).isFalse();
      assertThat(VerdictTable.of(verdict)).contains("schedule: NOT MEASURED; no judged request");
    }
  }
}

package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.slo.Tier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/** Which runs are INVALID or INCOMPLETE, whatever their numbers are. */
class RunValidityTest extends JudgedSimulatedRun {

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
  void aStarvedGeneratorIsAnInvalidRunAndTheSameLoadUnstarvedIsNot() {
    World onTime = (_, _) -> Fate.ok(5 * MILLI);
    World starved =
        (arrival, planned) -> Fate.ok(5 * MILLI).late(arrival % 50 == 0 ? 30 * MILLI : 0);

    Verdict verdict = judge(starved, P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.reasons().getFirst())
        .startsWith("generator overloaded: p99 dispatch lag of requests was 30")
        .endsWith(" ms, limit 1 ms: 20 % of the p99 service time, 5.001 ms");
    assertThat(judge(onTime, P99).status()).isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void aStarvedGeneratorIsAnInvalidRunWhateverItsLatenciesAre() {
    World starved = (arrival, _) -> Fate.ok(900 * MILLI).late(arrival % 50 == 0 ? 30 * MILLI : 0);

    Verdict verdict = judge(starved, P99, ERRORS);

    assertThat(only(verdict).tier()).isEqualTo(Tier.FAIL);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.passed()).isFalse();
  }

  @Test
  void oneStarvedQueryTypeIsEnoughForAnInvalidRun() {
    Verdict verdict =
        judge(
            (arrival, _) ->
                every(
                    40,
                    arrival,
                    Fate.ok(MILLI).labelled("complex").late(arrival % 3 == 0 ? 2 * MILLI : 0),
                    Fate.ok(MILLI)),
            P99);

    assertThat(verdict.audit().violations())
        .singleElement()
        .asString()
        .startsWith("p99 dispatch lag of complex requests was 2")
        .endsWith(" ms, limit 1 ms: what is always allowed");
    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
  }

  @Test
  void ofSeveralTargetsEachGetsItsShareAndTheVerdictSaysWhatTheyGot() {
    SimulatedRun run = simulate().targets(List.of("a:1", "b:1"), arrival -> arrival % 2);

    Verdict verdict = judge(run.run((_, _) -> Fate.ok(5 * MILLI)), P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
    for (String target : List.of("a:1", "b:1")) {
      assertThat(verdict.notes())
          .anyMatch(note ->
              note.startsWith(
                  "target %s: 3750 sent, 3750 answered, 3750 of them OK; judged: p50 5.0"
                      .formatted(target)));
    }
  }

  @Test
  void aTargetThatGotNothingOrFarFromItsShareOrNeverAnsweredMakesTheRunInvalid() {
    assertThat(invalid(_ -> 0, (_, _) -> Fate.ok(MILLI)))
        .isEqualTo("target b:1 was sent no request");
    assertThat(invalid(arrival -> arrival % 4 == 0 ? 1 : 0, (_, _) -> Fate.ok(MILLI)))
        .isEqualTo("target b:1 was sent 1875 requests, where its share is 3750");
    // Refusals are no errors.
    assertThat(
            invalid(
                arrival -> arrival % 2,
                (arrival, _) ->
                    arrival % 2 == 0 ? Fate.ok(MILLI) : Fate.of("RESOURCE_EXHAUSTED", MILLI)))
        .isEqualTo("target b:1 answered none of 3750 requests with OK, while others did");
  }

  private String invalid(LongUnaryOperator targetOf, World world) {
    Verdict verdict = judge(simulate().targets(List.of("a:1", "b:1"), targetOf).run(world), P99);
    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    return verdict.reasons().getFirst();
  }

  @Test
  void whereCallsGoToWhoHasFewerWaitingTheSharesMayDifferButNobodyMayGetNothing() {
    assertThat(reasons(simulate().balancing("least_request"), arrival -> arrival % 4 == 0 ? 1 : 0))
        .isEmpty();
    assertThat(reasons(simulate().balancing("least_request"), _ -> 0))
        .containsExactly("target b:1 was sent no request");
    assertThat(reasons(simulate().balancing("round_robin"), arrival -> arrival % 4 == 0 ? 1 : 0))
        .hasSize(1);
  }

  private static List<String> reasons(SimulatedRun run, LongUnaryOperator targetOf) {
    Verdict verdict =
        judge(run.targets(List.of("a:1", "b:1"), targetOf).run((_, _) -> Fate.ok(MILLI)), P99);
    return verdict.reasons();
  }

  /** They may come and go, and have no share. */
  @Test
  void aServerBehindANameThatGotNothingOrNeverAnsweredMakesTheRunInvalid() {
    List<String> servers = List.of("dns:///a:1 at 10.0.0.1:1", "dns:///a:1 at 10.0.0.2:1");
    LongUnaryOperator few = arrival -> arrival % 40 == 0 ? 1 : 0;
    World well = (_, _) -> Fate.ok(MILLI);
    World second = (arrival, _) -> Fate.of(arrival % 40 == 0 ? "UNAVAILABLE" : "OK", MILLI);

    assertThat(judge(simulate().targets(servers, few).run(well), P99).reasons()).isEmpty();
    assertThat(judge(simulate().targets(servers, _ -> 0).run(well), P99).reasons())
        .containsExactly("target dns:///a:1 at 10.0.0.2:1 was sent no request");
    assertThat(judge(simulate().targets(servers, few).run(second), P99).reasons())
        .contains(
            "target dns:///a:1 at 10.0.0.2:1 answered none of 188 requests with OK, while others did");
  }

  /** As of localhost, where most servers listen on IPv4 or on IPv6. */
  @Test
  void aNameWhoseServersListenOnOneKindOfAddressIsSaidAndIsNoFault() {
    List<String> both =
        List.of("dns:///a:1 at 10.0.0.1:1", "dns:///a:1 at [::1]:1", "dns:///a:1 at [::2]:1");
    World well = (_, _) -> Fate.ok(MILLI);

    Verdict oneKind = judge(simulate().targets(both, _ -> 0).run(well), P99);
    assertThat(oneKind.reasons()).isEmpty();
    assertThat(oneKind.notes())
        .contains(
            "target dns:///a:1 at [::1]:1: 0 sent, 0 answered, 0 of them OK; no address of its kind answers, those of the other do");
    assertThat(judge(simulate().targets(both, n -> n % 2).run(well), P99).reasons())
        .containsExactly("target dns:///a:1 at [::2]:1 was sent no request");
    assertThat(
            judge(
                    simulate()
                        .targets(List.of(both.get(0), "dns:///b:1 at [::1]:1"), _ -> 0)
                        .run(well),
                    P99)
                .reasons())
        .containsExactly("target dns:///b:1 at [::1]:1 was sent no request");
  }

  @Test
  void aRunKilledHalfwayIsIncompleteAndShowsWhatItHas() {
    RunLog log = simulate().run((_, _) -> Fate.ok(5 * MILLI), 9 * SECOND + SECOND / 2);

    Verdict verdict = judge(log, P99, ERRORS);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INCOMPLETE);
    assertThat(verdict.untilSeconds()).isEqualTo(9);
    assertThat(verdict.reasons().getFirst())
        .isEqualTo("the run was killed or still runs: the log ends 8.98 s into a plan of 11 s");
    assertThat(only(verdict).tier()).isEqualTo(Tier.STRETCH);
    assertThat(only(verdict).samples()).isGreaterThan(3900);
  }

  @Test
  void lastLinesThatWereCutOffAreLeftOut() throws IOException {
    SimulatedRun run = simulate();
    RunLog whole = run.run((_, _) -> Fate.ok(5 * MILLI), 9 * SECOND + SECOND / 2);
    for (String name : List.of("response-time", "service-time", "dispatch-lag")) {
      cutAndAppend(run.folder().log(name), "Tag=peak/simple/OK,9.000,1.000,5.0,HISTFAAAAC");
    }
    cutAndAppend(run.folder().counters(), "{\"start\":9.0,\"end\":10.0,\"sen");

    RunLog cut = RunLog.read(run.folder());

    assertThat(cut.untilSeconds()).isEqualTo(9);
    assertThat(cut.intervals()).isEqualTo(whole.intervals());
    assertThat(judge(cut, P99).status()).isEqualTo(VerdictStatus.INCOMPLETE);
  }

  private static void cutAndAppend(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
  }

  @Test
  void aRunThatClaimsToBeCompleteAndEndedEarlyIsIncomplete() {
    SimulatedRun run = simulate();
    RunLog killed = run.run((_, _) -> Fate.ok(5 * MILLI), 5 * SECOND);
    Digests.seal(run.folder(), killed.info().ended(RunStatus.COMPLETE, Instant.EPOCH));

    Verdict verdict = judge(RunLog.read(run.folder()), P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INCOMPLETE);
    assertThat(verdict.reasons().getFirst())
        .startsWith("the run was cut short: the log ends 4.98 s into a plan of 11 s");
  }

  @Test
  void aGeneratorThatLeavesOutArrivalsIsAnInvalidRun() {
    RunLog log =
        simulate().run((arrival, _) -> every(10, arrival, SimulatedRun.NOT_SENT, Fate.ok(MILLI)));

    Verdict verdict = judge(log, P99);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(verdict.reasons().getFirst())
        .isEqualTo(
            "generator overloaded: 5400 of 6000 planned requests were sent: 10 % were not, limit 1 %");
  }

  @Test
  void asManyArrivalsAsMayBeLeftOutMayBeLeftOut() {
    RunLog log =
        simulate().run((arrival, _) -> every(100, arrival, SimulatedRun.NOT_SENT, Fate.ok(MILLI)));

    assertThat(judge(log, P99).audit().violations()).isEmpty();
  }

  @Test
  void aPauseAtTheEndDoesNotMakeARunIncomplete() {
    LoadProfile withPause = profile.pause("quiet", Duration.ofSeconds(30));
    RunLog log =
        new SimulatedRun(results, withPause).endingAt(11 * SECOND).run((_, _) -> Fate.ok(MILLI));

    assertThat(judge(log, P99).status()).isEqualTo(VerdictStatus.PASS);
  }

  @Test
  void aRunOfWhichNothingIsJudgedSaysSoAndNamesNoPhase() {
    LoadProfile warmUpAlone = LoadProfile.empty().warmUp(100, Duration.ofSeconds(5));
    Verdict verdict =
        judge(new SimulatedRun(results, warmUpAlone).run((_, _) -> Fate.ok(MILLI)), P99);

    assertThat(only(verdict).reason()).isEqualTo("no phase of the run is judged");
    assertThat(verdict.passed()).isFalse();
  }

  @Test
  void aRunWithoutAnyRequestIsIncomplete() {
    RunLog log = simulate().run((_, _) -> Fate.ok(MILLI), -1);

    assertThat(judge(log, P99).reasons()).contains("no request was sent");
    assertThat(judge(log, P99).status()).isEqualTo(VerdictStatus.INCOMPLETE);
  }
}

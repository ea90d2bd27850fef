package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.SimulatedRun.World;
import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Tier;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one of several injectors recorded is no verdict on the system. */
class ShareVerdictTest extends JudgedSimulatedRun {
  private static final World SLOW = (_, _) -> Fate.ok(90 * MILLI);

  private RunLog log(World world, Map<String, String> parameters) {
    SimulatedRun run = simulate();
    RunLog log = run.run(world);
    return RunLog.read(run.folder(), log.info().withParameters(parameters));
  }

  private RunLog begun(Duration late, Duration clockAhead) {
    SimulatedRun run = simulate();
    RunLog log = run.run(SLOW);
    double began = log.baseEpochSeconds() + log.planZeroSeconds().orElseThrow();
    Instant agreed = Instant.ofEpochMilli(Math.round(began * 1e3)).minus(late).minus(clockAhead);
    return RunLog.read(
        run.folder(),
        log.info()
            .withParameters(
                new AgreedStart(agreed, clockAhead).addedTo(Map.of("injector", "2/4"))));
  }

  @Test
  void aShareIsNeitherPassedNorFailed() {
    Verdict verdict = judge(log(SLOW, Map.of("injector", "2/4")), P99, ERRORS);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.SHARE);
    assertThat(verdict.passed()).isFalse();
    assertThat(verdict.reasons())
        .containsExactly("injector 2/4: a share of the load; merge judges");
    assertThat(verdict.results())
        .hasSize(2)
        .allMatch(result -> result.tier() == Tier.NOT_MEASURED && !result.isUnsure(Tier.MUST_PASS));
    assertThat(VerdictTable.of(verdict)).contains("verdict: SHARE");
  }

  @Test
  void anOnlyInjectorIsJudged() {
    assertThat(judge(log(SLOW, Map.of("injector", "1/1")), P99).status())
        .isEqualTo(VerdictStatus.FAIL);
  }

  @Test
  void aShareWhoseGeneratorWasLateIsInvalid() {
    World starved = (arrival, _) -> Fate.ok(5 * MILLI).late(arrival % 50 == 0 ? 30 * MILLI : 0);

    assertThat(judge(log(starved, Map.of("injector", "2/4")), P99).status())
        .isEqualTo(VerdictStatus.INVALID);
  }

  @Test
  void oneThatDidNotBeginAsAgreedIsInvalid() {
    assertThat(judge(begun(Duration.ofMillis(90), Duration.ofMillis(-90)), P99).status())
        .isEqualTo(VerdictStatus.SHARE);

    Verdict late = judge(begun(Duration.ofMillis(250), Duration.ofMillis(-90)), P99);
    assertThat(late.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(late.reasons().getFirst())
        .isEqualTo(
            "it began 0.250 s after the instant that the injectors had agreed on, limit 0.100 s");

    Verdict apart = judge(begun(Duration.ZERO, Duration.ofSeconds(3)), P99);
    assertThat(apart.status()).isEqualTo(VerdictStatus.INVALID);
    assertThat(apart.reasons().getFirst())
        .isEqualTo("its clock was +3.000 s beside that of injector 1, limit 0.100 s either way");
  }

  @Test
  void whatWasAgreedOnIsReadAsItIsWritten() {
    AgreedStart start =
        new AgreedStart(Instant.parse("2026-11-27T16:00:00.123456789Z"), Duration.ofNanos(-1_000));

    assertThat(AgreedStart.in(start.addedTo(Map.of("k", "10")))).contains(start);
    assertThat(AgreedStart.removedFrom(start.addedTo(Map.of("k", "10"))))
        .isEqualTo(Map.of("k", "10"));
    assertThat(AgreedStart.in(Map.of("k", "10"))).isEmpty();
    assertThatThrownBy(() -> AgreedStart.in(Map.of("start-at", "soon", "clock-offset", "0.000 ms")))
        .hasMessageContaining("start-at = soon");
    assertThatThrownBy(() -> AgreedStart.in(Map.of("clock-offset", "0.000 ms")))
        .hasMessageContaining("not what injectors agree on");
  }
}

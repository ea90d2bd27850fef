package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One worker with exponential service, asked at random: an M/M/1 queue in simulated time. */
class HeldRateTest {
  private static final int RUNS = 20;
  private static final double RATE = 100;
  private static final String EASY =
      "slos.p50 { metric = response-time-p50, must-pass = \"< 60 s\" }";

  @TempDir private Path results;

  private Verdict judged(SimulatedRun.World world, long seed) {
    LoadProfile load =
        LoadProfile.empty()
            .warmUp(RATE, Duration.ofSeconds(2))
            .constant("steady", RATE, Duration.ofSeconds(60))
            .poisson(seed);
    return Judge.judge(
        new SimulatedRun(results, load).run(world),
        Slos.from(ConfigFactory.parseString(EASY)),
        AuditLimits.DEFAULT,
        ExternalMetrics.none());
  }

  private static SimulatedRun.World queue(double share, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] free = {0};
    return (_, planned) -> {
      double service = -Math.log(1 - random.nextDouble()) * share / RATE;
      free[0] = Math.max(free[0], planned) + Math.round(1e9 * service);
      return Fate.ok(free[0] - planned);
    };
  }

  private long unstable(double share) {
    long count = 0;
    for (int run = 0; run < RUNS; run++) {
      Verdict verdict = judged(queue(share, run), run);
      boolean unstable =
          verdict.reasons().stream().anyMatch(reason -> reason.startsWith(Judge.UNSTABLE));
      assertThat(verdict.status()).isEqualTo(unstable ? VerdictStatus.FAIL : VerdictStatus.PASS);
      count += unstable ? 1 : 0;
    }
    return count;
  }

  @Test
  void aQueueThatGrowsIsUnstableInEveryRun() {
    assertThat(unstable(1.1)).isEqualTo(RUNS);
  }

  @Test
  void aQueueThatDoesNotIsNeverUnstable() {
    assertThat(unstable(0.7)).isZero();
  }

  @Test
  void theReasonSaysWhichRateAndWhatGrew() {
    Verdict verdict = judged(queue(1.2, 1), 1);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(verdict.reasons().getFirst())
        .startsWith(
            "UNSTABLE: the system does not hold the rate of steady, 100 /s: in 60 s the requests")
        .endsWith("so a percentile says how long the run was");
  }

  @Test
  void answersThatNeverComeAreNoGrowingQueue() {
    Verdict verdict = judged((arrival, _) -> Fate.ok(arrival % 20 == 0 ? -1 : 1_000_000), 1);

    assertThat(verdict.reasons()).noneMatch(reason -> reason.startsWith(Judge.UNSTABLE));
  }

  @Test
  void aStallInTheMiddleIsNoGrowingQueue() {
    long stall = 30_000_000_000L;
    Verdict verdict =
        judged(
            (_, planned) ->
                Fate.ok(
                    planned > stall && planned < stall + 5_000_000_000L
                        ? stall + 5_000_000_000L - planned
                        : 1_000_000),
            1);

    assertThat(verdict.status()).isEqualTo(VerdictStatus.PASS);
  }
}

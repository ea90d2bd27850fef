package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SideBySideTest {
  private static final PairedBlocks BLOCKS = new PairedBlocks("target", "against", 10, 42);
  private static final LoadProfile LOAD =
      BLOCKS.appendTo(LoadProfile.empty(), 500, Duration.ofSeconds(5));
  private static final List<Slo> SLOS =
      Slos.from(
          ConfigFactory.parseString(
              """
              slos.errors { metric = error-rate, must-pass = "< 2 %" }
              slos.throughput { metric = throughput, must-pass = ">= 100 /s" }
              """));

  @TempDir Path folder;

  /** How long an answer takes, or less than 0: it fails. */
  private interface World {
    double millis(boolean target, double common, Random random);
  }

  /**
   * Both systems get slower and faster together from block to block, as a machine does that others
   * use.
   */
  private Findings compared(int seed, World world) {
    ArrivalPlan plan = LOAD.plan();
    Random random = new Random(seed);
    double[] machine = new double[LOAD.phases().size()];
    for (int n = 0; n < machine.length; n++) {
      machine[n] = (n == 0 ? 0 : 0.7 * machine[n - 1]) + 0.03 * random.nextGaussian();
    }
    return SideBySide.add(
        Findings.none(),
        new SimulatedRun(folder, LOAD)
            .run(
                (arrival, _) -> {
                  int phase = plan.phaseOf(arrival);
                  String name = LOAD.phases().get(phase).name();
                  double common =
                      4 * Math.exp(machine[phase / 2 * 2] + 0.5 * random.nextGaussian());
                  double millis = world.millis(name.startsWith("target"), common, random);
                  return millis < 0
                      ? Fate.of("UNAVAILABLE", 1_000_000)
                      : Fate.ok((long) (1e6 * millis));
                },
                Long.MAX_VALUE),
        BLOCKS,
        SLOS,
        0.05);
  }

  private static double regressions(Findings findings) {
    return ((ExternalMetrics.Measured) findings.metrics().get("regressions").orElseThrow()).value();
  }

  private static long named(Findings findings, String metric, String outcome) {
    return findings.lines().stream()
        .filter(line -> line.startsWith(metric) && line.endsWith(outcome))
        .count();
  }

  @Test
  void aTailThatIsATenthSlowerIsFoundAndEqualOnesAreNotCalledSo() {
    int found = 0;
    int falsely = 0;
    for (int seed = 0; seed < 20; seed++) {
      // Of the slowest alone: the median does not show it.
      Findings slower =
          compared(seed, (target, common, _) -> target && common > 8 ? 1.1 * common : common);
      found += (int) named(slower, "response-time-p99 of target against against: ", "REGRESSION");
      falsely += (int) regressions(compared(seed, (_, common, _) -> common));
    }
    assertThat(found).isGreaterThanOrEqualTo(18);
    assertThat(falsely).isLessThanOrEqualTo(1);
  }

  @Test
  void whatIsFasterIsBetterAndNoRegression() {
    Findings findings = compared(1, (target, common, _) -> target ? 0.8 * common : common);

    assertThat(regressions(findings)).isZero();
    assertThat(named(findings, "response-time-p50", "better")).isOne();
    assertThat(findings.lines().getFirst())
        .matches(
            "response-time-p50 of target against against: 0\\.[78]\\d* ?x \\[0\\.\\d+, 0\\.\\d+]  better");
  }

  @Test
  void errorsAndWhatTheyCostInThroughputAreFound() {
    Findings findings =
        compared(1, (target, common, random) -> target && random.nextDouble() < 0.08 ? -1 : common);

    assertThat(named(findings, "error-rate of target against against: +", "REGRESSION")).isOne();
    assertThat(named(findings, "throughput", "REGRESSION")).isOne();
  }

  @Test
  void aRunThatIsCutShortMeasuresNothing() {
    Findings findings =
        SideBySide.add(
            Findings.none(),
            new SimulatedRun(folder, LOAD).run((_, _) -> Fate.ok(1_000_000), 20_000_000_000L),
            BLOCKS,
            SLOS,
            0.05);

    assertThat(findings.metrics().get("regressions").orElseThrow())
        .isInstanceOf(ExternalMetrics.NotMeasured.class);
  }
}

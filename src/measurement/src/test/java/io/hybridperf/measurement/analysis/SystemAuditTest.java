package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.verdict.ExternalMetrics.Measured;
import io.hybridperf.measurement.verdict.ExternalMetrics.NotMeasured;
import io.hybridperf.measurement.verdict.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit finds of a system that remembers, or knows what it will be asked. */
class SystemAuditTest {
  private static final PairedBlocks BLOCKS = new PairedBlocks("known-seed", "other-seed", 8, 42);
  private static final String REPEATS = "repeats";
  private static final LoadProfile LOAD = load();

  @TempDir Path folder;

  private static LoadProfile load() {
    LoadProfile load = BLOCKS.appendTo(LoadProfile.empty(), 200, Duration.ofSeconds(3));
    load = load.then(new Phase(REPEATS, new Shape.Constant(200), Duration.ofSeconds(24), true));
    return load;
  }

  /** How long an answer takes, or less than 0: it fails. */
  private interface World {
    double millis(boolean other, boolean again, double usual);
  }

  /** All gets slower and faster from phase to phase, as on a machine that others use. */
  private Findings audited(int seed, World world) {
    ArrivalPlan plan = LOAD.plan();
    Random random = new Random(seed);
    double[] machine = new double[LOAD.phases().size()];
    for (int n = 1; n < machine.length; n++) {
      machine[n] = 0.7 * machine[n - 1] + 0.03 * random.nextGaussian();
    }
    var log =
        new SimulatedRun(folder, LOAD)
            .run(
                (arrival, _) -> {
                  int phase = plan.phaseOf(arrival);
                  String name = LOAD.phases().get(phase).name();
                  boolean again = arrival % 2 == 1;
                  double usual = 4 * Math.exp(machine[phase / 2 * 2] + 0.5 * random.nextGaussian());
                  boolean repeats = name.equals(REPEATS);
                  double millis =
                      world.millis(name.startsWith("other-seed"), repeats && again, usual);
                  Fate fate =
                      millis < 0
                          ? Fate.of("UNAVAILABLE", 1_000_000)
                          : Fate.ok((long) (1e6 * millis));
                  return repeats ? fate.labelled((again ? "again-" : "first-") + "simple") : fate;
                },
                Long.MAX_VALUE);
    return RepeatSpeedUp.add(SeedDifference.add(Findings.none(), log, BLOCKS), log, REPEATS, 8);
  }

  private static double value(Findings findings, String metric) {
    return ((Measured) findings.metrics().get(metric).orElseThrow()).value();
  }

  @Test
  void anHonestSystemIsNeverSuspected() {
    for (int seed = 0; seed < 15; seed++) {
      Findings found = audited(seed, (_, _, usual) -> usual);

      assertThat(value(found, "repeats-faster")).isBetween(0.7, 1.15);
      assertThat(value(found, "other-seed-p50")).isBetween(0.7, 1.05);
      assertThat(value(found, "other-seed-p99")).isBetween(0.3, 1.05);
      assertThat(value(found, "other-seed-throughput")).isEqualTo(1);
    }
  }

  @Test
  void norIsOneThatHasWarmMemory() {
    Findings found = audited(1, (_, again, usual) -> again ? usual / 1.1 : usual);

    assertThat(value(found, "repeats-faster")).isBetween(0.9, 1.25);
  }

  @Test
  void aHiddenCacheIsFoundWithItsEffectAndInterval() {
    for (int seed = 0; seed < 5; seed++) {
      Findings found = audited(seed, (_, again, usual) -> again ? usual / 2 : usual);

      assertThat(value(found, "repeats-faster")).isBetween(1.5, 2.1);
      assertThat(found.lines())
          .anyMatch(line ->
              line.matches(
                  "repeated simple queries, caches bypassed: [12]\\.\\d+x .* 1\\.\\d+x to 2\\.\\d+x \\(8 windows\\)"));
    }
  }

  @Test
  void timesAndAnswersThatAreThereForAKnownSeedAloneAreFound() {
    Findings slower = audited(3, (other, _, usual) -> other ? 1.4 * usual : usual);
    int[] asked = {0};
    Findings fewer = audited(3, (other, _, usual) -> other && ++asked[0] % 5 == 0 ? -1 : usual);

    assertThat(value(slower, "other-seed-p50")).isBetween(1.1, 1.5);
    assertThat(value(slower, "other-seed-p99")).isGreaterThan(1.05);
    assertThat(value(fewer, "other-seed-throughput")).isBetween(1.2, 1.3);
    assertThat(value(fewer, "other-seed-p50")).isLessThan(1.05);
  }

  @Test
  void tooLittleIsNotMeasured() {
    LoadProfile load = LoadProfile.empty().constant("steady", 10, Duration.ofSeconds(2));
    var log = new SimulatedRun(folder, load).run((_, _) -> Fate.ok(1_000_000), Long.MAX_VALUE);
    Findings found =
        RepeatSpeedUp.add(SeedDifference.add(Findings.none(), log, BLOCKS), log, REPEATS, 8);

    assertThat(found.metrics().get("repeats-faster")).containsInstanceOf(NotMeasured.class);
    assertThat(found.metrics().get("other-seed-p50")).containsInstanceOf(NotMeasured.class);
  }
}

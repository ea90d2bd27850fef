package io.hybridperf.measurement.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.stats.PairedRatio;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Findings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedUpTest {
  private static final PairedBlocks BLOCKS = new PairedBlocks("new", "old", 8, 42);
  private static final LoadProfile LOAD =
      BLOCKS.appendTo(LoadProfile.empty(), 100, Duration.ofSeconds(4));
  private static final long MILLI = 1_000_000;

  @TempDir Path folder;
  private Path recorded = Path.of("");

  private interface World {
    Fate of(boolean old, int pair, Random random);
  }

  private RunLog run(World system) {
    ArrivalPlan plan = LOAD.plan();
    Random random = new Random(1);
    SimulatedRun simulated = new SimulatedRun(folder, LOAD);
    recorded = simulated.folder().runJson().getParent();
    return simulated.run((arrival, planned) -> {
      int phase = plan.phaseOf(arrival);
      String name = plan.profile().phases().get(phase).name();
      return system.of(name.startsWith("old"), phase / 4, random);
    });
  }

  private static double metric(Findings findings, String name) {
    return ((ExternalMetrics.Measured) findings.metrics().get(name).orElseThrow()).value();
  }

  @Test
  void blocksAlternateAndTheirPairsReverse() {
    List<String> order =
        LOAD.phases().stream().filter(Phase::judged).map(Phase::name).limit(6).toList();

    assertThat(order.subList(0, 2)).containsExactlyInAnyOrder("new", "old");
    assertThat(order.get(2)).startsWith(order.get(1));
    assertThat(order.get(3)).startsWith(order.get(0));
    assertThat(order.get(4)).startsWith(order.get(0));
    assertThat(LOAD.phases().stream().filter(Phase::judged)).hasSize(16);
  }

  @Test
  void bothBlocksOfAPairAskTheSameAndNoOtherPairDoes() {
    ArrivalPlan plan = LOAD.plan();
    Map<String, List<Long>> questions = new HashMap<>();
    for (int phase = 0; phase < LOAD.phases().size(); phase++) {
      long first = plan.firstArrival(phase);
      questions.put(
          LOAD.phases().get(phase).name(),
          LongStream.range(first, first + plan.count(phase))
              .mapToObj(arrival -> BLOCKS.question(plan, arrival))
              .toList());
    }

    assertThat(questions.get("new")).isEqualTo(questions.get("old")).hasSize(400);
    assertThat(questions.get("new-3")).isEqualTo(questions.get("old-3"));
    assertThat(questions.get("new-3")).doesNotContainAnyElementsOf(questions.get("new-2"));
    assertThat(questions.get("new-settle"))
        .doesNotContainAnyElementsOf(questions.get("old-settle"));
  }

  @Test
  void aSystemTwiceAsFastIsFoundTwiceAsFastThroughDriftAndNoise() {
    // The machine gets slower by a tenth from pair to pair.
    RunLog log =
        run((old, pair, random) ->
            Fate.ok(
                (long)
                    ((old ? 4 : 2)
                        * MILLI
                        * (1 + 0.1 * pair)
                        * Math.exp(0.2 * random.nextGaussian()))));
    SpeedUp speedUp = SpeedUp.of(log, BLOCKS);

    assertThat(speedUp.pairs()).isEqualTo(8);
    for (int percentile : new int[] {50, 99}) {
      PairedRatio ratio = speedUp.at(percentile);
      assertThat(ratio.value()).isCloseTo(2, within(0.1));
      assertThat(ratio.low()).isBetween(1.7, 2.0);
      assertThat(ratio.high()).isBetween(2.0, 2.3);
    }
    assertThat(speedUp.nanos(50)).isLessThan(speedUp.baselineNanos(50));
  }

  /** A tenth of a second in one of sixteen blocks decides the p99 of all of them. */
  @Test
  void oneStallDoesNotTurnTheMiddleOfThePairs() {
    RunLog log =
        run((old, pair, random) ->
            Fate.ok(
                (long)
                    (!old && pair == 3 && random.nextInt(3) == 0
                        ? 100.0 * MILLI
                        : (old ? 4 : 2) * MILLI * Math.exp(0.2 * random.nextGaussian()))));
    SpeedUp speedUp = SpeedUp.of(log, BLOCKS);

    assertThat(speedUp.baselineNanos(99) / speedUp.nanos(99)).isLessThan(0.1);
    assertThat(speedUp.at(99).value()).isCloseTo(2, within(0.2));
  }

  @Test
  void aPairThatIsRunAgainIsTheSamePhasesByOtherNamesAndAsksSomethingElse() {
    List<Phase> again = BLOCKS.again(LOAD.phases(), 2, 8);

    assertThat(again)
        .extracting(Phase::name)
        .containsExactlyInAnyOrder("new-settle-9", "new-9", "old-settle-9", "old-9");
    assertThat(again).filteredOn(Phase::judged).hasSize(2);
    assertThat(BLOCKS.pairOf("new-9")).isEqualTo(8);
    assertThat(BLOCKS.pairOf("new")).isZero();
    assertThat(BLOCKS.pairOf("new-settle-9")).isEqualTo(-1);
    assertThat(BLOCKS.pairOf("rest-1")).isEqualTo(-1);
  }

  @Test
  void aPairThatIsNotJudgedIsLeftOutAndSaidToBe() {
    RunLog log = run((old, pair, random) -> Fate.ok((old == (pair == 0) ? 2 : 4) * MILLI));
    RunLog without =
        RunLog.read(
            new RunFolder(recorded),
            log.info()
                .withPhases(
                    log.info().phases().stream()
                        .map(
                            phase -> BLOCKS.pairOf(phase.name()) == 0 ? phase.judged(false) : phase)
                        .toList()));

    assertThat(SpeedUp.of(log, BLOCKS).pairs()).isEqualTo(8);
    assertThat(SpeedUp.of(without, BLOCKS).pairs()).isEqualTo(7);
    assertThat(SpeedUp.of(without, BLOCKS).at(50).low()).isGreaterThan(1);
    assertThat(ComparisonFindings.add(Findings.none(), without, BLOCKS).lines())
        .contains("1 pairs of blocks were run again, since the generator stalled in them");
  }

  @Test
  void whatIsJudgedIsTheLowerEnd() {
    RunLog log = run((old, pair, random) -> Fate.ok((old ? 3 + pair % 3 : 2) * MILLI));
    Findings findings = ComparisonFindings.add(Findings.none(), log, BLOCKS);

    assertThat(metric(findings, "speed-up-p50")).isLessThan(SpeedUp.of(log, BLOCKS).at(50).value());
    assertThat(findings.lines()).anyMatch(line -> line.startsWith("speed-up of p99: "));
  }

  @Test
  void aBaselineThatIsFasterIsASpeedUpBelowOne() {
    RunLog log = run((old, pair, random) -> Fate.ok((old ? 1 : 3) * MILLI));

    assertThat(metric(ComparisonFindings.add(Findings.none(), log, BLOCKS), "speed-up-p99"))
        .isLessThan(1);
  }

  @Test
  void asManyErrorsAsAreAllowedAreAllowed() {
    int[] asked = {0};
    RunLog log =
        run((old, pair, random) ->
            asked[0]++ % 50 == 0 ? Fate.of("INTERNAL", MILLI / 10) : Fate.ok(2 * MILLI));

    assertThat(ComparisonFindings.add(Findings.none(), log, BLOCKS).metrics().get("speed-up-p50"))
        .get()
        .isInstanceOf(ExternalMetrics.Measured.class);
  }

  @Test
  void whoeverWaitsForNothingWaitsInAComparisonToo() {
    RunLog log =
        run((old, pair, random) ->
            !old && random.nextInt(200) < 8
                ? Fate.of("DEADLINE_EXCEEDED", 1_000 * MILLI)
                : Fate.ok((old ? 4 : 2) * MILLI));
    SpeedUp speedUp = SpeedUp.of(log, BLOCKS);

    assertThat(speedUp.at(99).value()).isLessThan(0.01);
    assertThat(speedUp.nanos(99)).isGreaterThan(999.0 * MILLI);
    assertThat(speedUp.at(50).value()).isCloseTo(2, within(0.01));
  }

  @Test
  void aBaselineThatDoesNotAnswerIsNoBaseline() {
    RunLog log =
        run((old, pair, random) ->
            old && random.nextInt(10) == 0
                ? Fate.of(Status.RESOURCE_EXHAUSTED, MILLI)
                : Fate.ok(2 * MILLI));

    assertThat(
            ComparisonFindings.add(Findings.none(), log, BLOCKS)
                .metrics()
                .get("speed-up-p99")
                .orElseThrow())
        .isInstanceOfSatisfying(
            ExternalMetrics.NotMeasured.class,
            not -> assertThat(not.reason()).contains("old failed", "lower qps"));
  }
}

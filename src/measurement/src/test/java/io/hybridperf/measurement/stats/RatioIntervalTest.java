package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioIntervalTest {

  private static final int RUNS = 1_000;

  private final SplittableRandom random = new SplittableRandom(5);

  private static List<Second> seconds(int count, IntFunction<Second> second) {
    return IntStream.range(0, count).mapToObj(second).toList();
  }

  /** A mean of 10 whose seconds resemble their neighbours. */
  private List<Second> wandering(int count, double memory) {
    double[] state = {random.nextGaussian()};
    return seconds(
        count,
        _ -> {
          state[0] = memory * state[0] + Math.sqrt(1 - memory * memory) * random.nextGaussian();
          int answers = random.nextInt(50, 150);
          return new Second(answers * (10 + state[0]), answers);
        });
  }

  @Test
  void aMeanIsInsideNineteenTimesInTwentyHoweverMuchSecondsResembleOneAnother() {
    for (double memory : List.of(0.0, 0.5, 0.8)) {
      long inside =
          IntStream.range(0, RUNS)
              .mapToObj(
                  _ -> RatioInterval.mean(List.of(wandering(120, memory)), 0.95).orElseThrow())
              .filter(each -> each.low() <= 10 && 10 <= each.high())
              .count();

      assertThat((double) inside / RUNS).isBetween(0.93, 0.97);
    }
  }

  @Test
  void aShareOfEventsThatComeInBurstsIsInsideToo() {
    int inside = 0;
    for (int run = 0; run < RUNS; run++) {
      boolean[] burst = {false};
      List<Second> seconds =
          seconds(
              200,
              _ -> {
                burst[0] = random.nextDouble() < (burst[0] ? 0.5 : 0.1);
                return new Second(burst[0] ? 30 : 0, 100);
              });
      // One second in six is in a burst: 0.1 / (0.1 + 0.5).
      ConfidenceInterval interval = RatioInterval.share(List.of(seconds), 0.95).orElseThrow();
      inside += interval.low() <= 0.05 && 0.05 <= interval.high() ? 1 : 0;
    }

    assertThat((double) inside / RUNS).isBetween(0.93, 0.98);
  }

  @Test
  void aConstantRateLeavesNoDoubt() {
    List<Second> seconds = Collections.nCopies(30, new Second(500, 1));

    ConfidenceInterval interval = RatioInterval.mean(List.of(seconds), 0.95).orElseThrow();

    assertThat(interval.low()).isCloseTo(500, within(1e-9));
    assertThat(interval.high()).isCloseTo(500, within(1e-9));
  }

  @Test
  void sharesStayBetweenNoneAndAll() {
    List<Second> oneBurst = seconds(20, second -> new Second(second == 5 ? 90 : 0, 100));

    ConfidenceInterval interval = RatioInterval.share(List.of(oneBurst), 0.95).orElseThrow();

    assertThat(interval.low()).isBetween(0.0, 0.005);
    assertThat(interval.high()).isBetween(0.1, 1.0);
  }

  /** Of none among n the exact upper end is 1 - 0.025^(1/n): the rule of three, at both ends. */
  @Test
  void ofNoneOrAllTheRuleOfThreeIsLeft() {
    ConfidenceInterval none =
        RatioInterval.share(List.of(Collections.nCopies(30, new Second(0, 10))), 0.95)
            .orElseThrow();
    ConfidenceInterval all =
        RatioInterval.share(List.of(Collections.nCopies(3, new Second(100, 100))), 0.95)
            .orElseThrow();

    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(1 - Math.pow(0.025, 1 / 300.0), within(1e-9));
    assertThat(all.low()).isCloseTo(Math.pow(0.025, 1 / 300.0), within(1e-9));
    assertThat(all.high()).isOne();
  }

  @Test
  void aFewIndependentErrorsAreInsideToo() {
    int inside = 0;
    for (int run = 0; run < RUNS; run++) {
      List<Second> seconds = seconds(60, _ -> new Second(random.nextDouble() < 0.05 ? 1 : 0, 500));
      ConfidenceInterval interval = RatioInterval.share(List.of(seconds), 0.95).orElseThrow();
      inside += interval.low() <= 0.0001 && 0.0001 <= interval.high() ? 1 : 0;
    }

    assertThat((double) inside / RUNS).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void aMeanOfValuesThatHardlyVaryIsKnownBetterThanAShareOfEvents() {
    List<Second> recall = seconds(60, _ -> new Second(9.5 + random.nextDouble(-0.2, 0.2), 10));

    ConfidenceInterval mean = RatioInterval.meanOfShares(List.of(recall), 0.95).orElseThrow();
    ConfidenceInterval share = RatioInterval.share(List.of(recall), 0.95).orElseThrow();

    assertThat(0.95).isBetween(mean.low(), mean.high());
    assertThat(mean.high() - mean.low()).isLessThan((share.high() - share.low()) / 2);
  }

  @Test
  void fewOrEmptySecondsHaveNoInterval() {
    assertThat(RatioInterval.mean(List.of(wandering(9, 0)), 0.95)).isEmpty();
    assertThat(RatioInterval.mean(List.of(), 0.95)).isEmpty();
    assertThat(RatioInterval.mean(List.of(Collections.nCopies(30, Second.EMPTY)), 0.95)).isEmpty();
  }

  @Test
  void shortStretchesCountWithTheirNeighbours() {
    List<List<Second>> four =
        List.of(wandering(4, 0), wandering(40, 0), wandering(4, 0), wandering(4, 0));

    assertThat(RatioInterval.mean(four, 0.95)).isPresent();
    assertThat(RatioInterval.mean(four.subList(2, 4), 0.95)).isEmpty();
  }

  @Test
  void secondsWithoutAnswersAreSecondsToo() {
    List<Second> busy = wandering(40, 0);
    List<Second> gaps = new ArrayList<>();
    busy.forEach(each -> gaps.addAll(List.of(each, Second.EMPTY)));

    ConfidenceInterval interval = RatioInterval.mean(List.of(gaps), 0.95).orElseThrow();

    assertThat(10.0).isBetween(interval.low(), interval.high());
  }
}

package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class PercentileIntervalTest {

  private final SplittableRandom random = new SplittableRandom(7);

  /** A hundred answers in every second. */
  private static List<Histogram> seconds(int count, IntToLongFunction answer) {
    List<Histogram> seconds = new ArrayList<>();
    for (int second = 0; second < count; second++) {
      Histogram answers = new Histogram(3);
      for (int n = 0; n < 100; n++) {
        answers.recordValue(answer.applyAsLong(second));
      }
      seconds.add(answers);
    }
    return seconds;
  }

  private static Optional<ConfidenceInterval> interval(double percentile, List<Histogram> seconds) {
    return intervalOfPhases(percentile, List.of(seconds));
  }

  private static Optional<ConfidenceInterval> intervalOfPhases(
      double percentile, List<List<Histogram>> phases) {
    Histogram all = new Histogram(3);
    phases.forEach(phase -> phase.forEach(all::add));
    PercentileInterval interval = PercentileInterval.of(all, percentile);
    return interval.interval(
        phases.stream().map(phase -> phase.stream().map(interval::tail).toList()).toList(), 0.95);
  }

  private long exponential(double mean) {
    return Math.round(-mean * Math.log(1 - random.nextDouble()));
  }

  @Test
  void theValueIsWithin() {
    List<Histogram> seconds = seconds(60, _ -> exponential(10_000));

    for (double percentile : List.of(1.0, 5.0, 50.0, 90.0, 99.0)) {
      ConfidenceInterval interval = interval(percentile, seconds).orElseThrow();

      assertThat(-10_000 * Math.log(1 - percentile / 100))
          .isBetween(0.8 * interval.low(), 1.2 * interval.high());
      assertThat(interval.low()).isLessThan(interval.high());
    }
  }

  @Test
  void sameSecondsGiveTheSameInterval() {
    List<Histogram> seconds = seconds(60, _ -> exponential(10_000));

    assertThat(interval(99, seconds)).isEqualTo(interval(99, seconds));
  }

  @Test
  void answersThatAreAllAlikeLeaveNoDoubt() {
    ConfidenceInterval interval = interval(99, seconds(20, _ -> 5_000)).orElseThrow();

    assertThat(interval.low()).isCloseTo(5_000, within(5.0));
    assertThat(interval.high()).isCloseTo(5_000, within(5.0));
  }

  @Test
  void fewSecondsHaveNoInterval() {
    assertThat(interval(50, seconds(9, _ -> exponential(10_000)))).isEmpty();
    assertThat(interval(50, seconds(10, _ -> exponential(10_000)))).isPresent();
  }

  @Test
  void whatOneBurstDecidesHasNoUpperEnd() {
    ConfidenceInterval interval =
        interval(99, seconds(120, second -> second / 2 == 30 ? 500_000 : exponential(10_000)))
            .orElseThrow();

    assertThat(interval.isBounded()).isFalse();
    assertThat(interval.low()).isBetween(20_000.0, 60_000.0);
  }

  @Test
  void howTheTailVariesIsAskedThereAndNotAtThePercentile() {
    List<Histogram> seconds = new ArrayList<>();
    for (int second = 0; second < 90; second++) {
      Histogram answers = new Histogram(3);
      answers.recordValueWithCount(5_000, 1_000);
      // Those of 10 ms and more become fewer, as in a warming system; the one of 20 does not.
      for (int slow = 0; slow < 22 - second / 4; slow++) {
        answers.recordValue(10_000 + random.nextLong(3_000));
      }
      answers.recordValue(20_000);
      seconds.add(answers);
    }

    ConfidenceInterval interval = interval(99, seconds).orElseThrow();

    assertThat(interval.high()).isBetween(11_000.0, 13_000.0);
  }

  @Test
  void secondsInBurstsSayLessThanTheSameSecondsMixed() {
    ConfidenceInterval bursts =
        interval(75, seconds(100, second -> exponential(second / 25 % 2 == 0 ? 10_000 : 30_000)))
            .orElseThrow();
    ConfidenceInterval mixed =
        interval(75, seconds(100, second -> exponential(second % 2 == 0 ? 10_000 : 30_000)))
            .orElseThrow();

    assertThat(bursts.high() - bursts.low()).isGreaterThan(3 * (mixed.high() - mixed.low()));
  }

  @Test
  void thatOnePhaseIsSlowerThanAnotherIsNoChance() {
    List<Histogram> fast = seconds(60, _ -> exponential(10_000));
    List<Histogram> slow = seconds(60, _ -> exponential(30_000));
    List<Histogram> joined = new ArrayList<>(fast);
    joined.addAll(slow);

    ConfidenceInterval phases = intervalOfPhases(75, List.of(fast, slow)).orElseThrow();
    ConfidenceInterval one = interval(75, joined).orElseThrow();

    assertThat(one.high() - one.low()).isGreaterThan(3 * (phases.high() - phases.low()));
  }

  @Test
  void noAnswersHaveNoPercentile() {
    assertThatThrownBy(() -> PercentileInterval.of(new Histogram(3), 99))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

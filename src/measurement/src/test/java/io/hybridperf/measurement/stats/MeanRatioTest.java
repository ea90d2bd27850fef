package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanRatioTest {

  private static final int RUNS = 20_000;

  private static double[] samples(int count, Random random, ToDoubleFunction<Random> draw) {
    return IntStream.range(0, count).mapToDouble(_ -> draw.applyAsDouble(random)).toArray();
  }

  private static double missed(
      int count, ToDoubleFunction<Random> before, ToDoubleFunction<Random> after, double truth) {
    Random random = new Random(42);
    int missed = 0;
    for (int run = 0; run < RUNS; run++) {
      MeanRatio ratio = MeanRatio.of(samples(count, random, before), samples(count, random, after));
      missed += ratio.low() > truth || ratio.high() < truth ? 1 : 0;
    }
    return (double) missed / RUNS;
  }

  @ParameterizedTest
  @CsvSource({"5, 0.02", "5, 0.1", "5, 0.2", "8, 0.1", "20, 0.1", "50, 0.2"})
  void normalSamplesAreMissedAsOftenAsItSays(int count, double spread) {
    double missed =
        missed(
            count,
            random -> 10 * (1 + spread * random.nextGaussian()),
            random -> 12 * (1 + spread * random.nextGaussian()),
            1.2);

    // Welch's degrees of freedom err on the safe side for few samples.
    assertThat(missed).isBetween(0.03, 0.055);
  }

  @ParameterizedTest
  @CsvSource({"5, 0.3, 0.07", "10, 0.3, 0.07", "20, 0.5, 0.07"})
  void skewedSamplesAreMissedLittleMoreOften(int count, double sigma, double most) {
    double missed =
        missed(
            count,
            random -> Math.exp(sigma * random.nextGaussian()),
            random -> Math.exp(sigma * random.nextGaussian()),
            1);

    assertThat(missed).isBetween(0.03, most);
  }

  @Test
  void aSteadySetAndAnUnsteadyOneAreComparedByTheUnsteadyOne() {
    double missed =
        missed(
            5,
            random -> 1 + 0.001 * random.nextGaussian(),
            random -> 1 + 0.2 * random.nextGaussian(),
            1);

    assertThat(missed).isBetween(0.04, 0.065);
  }

  @Test
  void samplesThatDoNotDifferLeaveNoDoubt() {
    double[] two = {2, 2, 2, 2, 2};
    double[] three = {3, 3, 3, 3, 3};

    assertThat(MeanRatio.of(two, three)).isEqualTo(new MeanRatio(1.5, 1.5, 1.5));
  }

  @Test
  void theIntervalIsTheSameTheOtherWayRound() {
    double[] before = {10, 11, 9, 10, 12};
    double[] after = {20, 22, 18, 20, 24, 16};
    MeanRatio ratio = MeanRatio.of(before, after);
    MeanRatio inverse = MeanRatio.of(after, before);

    assertThat(ratio.low()).isCloseTo(1 / inverse.high(), within(1e-12));
    assertThat(ratio.high()).isCloseTo(1 / inverse.low(), within(1e-12));
  }

  @Test
  void tooFewSamplesAndSuchAsHaveNoRatioAreRefused() {
    double[] good = {1, 2, 3, 4, 5};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeanRatio.of(new double[4], good))
        .withMessageContaining("4 samples");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeanRatio.of(good, new double[] {1, 2, 0, 4, 5}))
        .withMessageContaining("0.0 is among");
  }
}

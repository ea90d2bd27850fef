package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapTest {

  private static Bootstrap mean(double[] sample, long seed) {
    return Bootstrap.of(
        sample.length,
        drawn -> Arrays.stream(drawn).mapToDouble(n -> sample[n]).average().orElseThrow(),
        seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 8, 12, 30})
  void theTrueValueLiesInTheIntervalAboutAsOftenAsItSays(int units) {
    Random random = new Random(42);
    int runs = 300;
    int covered = 0;
    for (int run = 0; run < runs; run++) {
      double[] sample = random.doubles(units).map(_ -> 10 + random.nextGaussian()).toArray();
      Bootstrap interval = mean(sample, run);
      covered += interval.low() <= 10 && 10 <= interval.high() ? 1 : 0;
    }

    // 95 %, within four standard errors and what resampling lacks for few units.
    assertThat((double) covered / runs).isBetween(0.89, 1.0);
  }

  @Test
  void aSkewedRatioIsCoveredToo() {
    Random random = new Random(7);
    int runs = 300;
    int covered = 0;
    for (int run = 0; run < runs; run++) {
      double[] sample =
          random.doubles(12).map(_ -> 2 * Math.exp(0.3 * random.nextGaussian())).toArray();
      double truth = 2 * Math.exp(0.3 * 0.3 / 2);
      Bootstrap interval = mean(sample, run);
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    assertThat((double) covered / runs).isBetween(0.88, 1.0);
  }

  @Test
  void theSameUnitsGiveTheSameInterval() {
    double[] sample = {1, 2, 3, 4, 5, 6};

    assertThat(mean(sample, 1)).isEqualTo(mean(sample, 1));
    assertThat(mean(sample, 1).value()).isEqualTo(3.5);
  }

  @Test
  void unitsThatDoNotDifferLeaveNoDoubt() {
    Bootstrap interval = mean(new double[] {3, 3, 3, 3, 3}, 1);

    assertThat(interval.low()).isEqualTo(3);
    assertThat(interval.high()).isEqualTo(3);
  }

  @Test
  void tooFewUnitsAreRefused() {
    assertThatThrownBy(() -> mean(new double[] {1, 2, 3}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 units");
  }

  @Test
  void whatLiesBeyondTheEndsFollowsStudentsDistribution() {
    // Phi(-sqrt(5 / 4) * 2.7764) and Phi(-sqrt(30 / 29) * 2.0452).
    assertThat(Bootstrap.outside(5)).isCloseTo(0.000955, within(2e-6));
    assertThat(Bootstrap.outside(30)).isCloseTo(0.018755, within(2e-5));
  }
}

package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PairedRatioTest {
  private static final int COMPARISONS = 400;
  private static final int PAIRS = 10;

  /** The two blocks of a pair, A B or B A in turns, in noise of some kind. */
  enum Noise {
    INDEPENDENT,
    /** The machine gets slower by 3 % from block to block. */
    DRIFTING,
    /** A block resembles the one before it by 0.7. */
    AUTOCORRELATED,
    /** One block in six is 5 to 20 times as slow; it is run again, at most twice. */
    STALLING
  }

  private static PairedRatio compared(Noise noise, double truth, SplittableRandom random) {
    double[] ratios = new double[PAIRS];
    double slow = 0;
    for (int pair = 0; pair < PAIRS; pair++) {
      double[] logs = new double[2];
      for (int block = 0; block < 2; block++) {
        slow = 0.7 * slow + Math.sqrt(1 - 0.49) * random.nextGaussian();
        logs[block] =
            switch (noise) {
              case INDEPENDENT -> 0.15 * random.nextGaussian();
              case DRIFTING -> 0.15 * random.nextGaussian() + 0.03 * (2 * pair + block);
              case AUTOCORRELATED -> 0.15 * slow;
              case STALLING -> 0.15 * random.nextGaussian() + stall(random);
            };
      }
      int first = pair % 2;
      ratios[pair] = truth * Math.exp(logs[first] - logs[1 - first]);
    }
    return PairedRatio.of(ratios);
  }

  private static double stall(SplittableRandom random) {
    boolean stalls = true;
    for (int run = 0; run < 3 && stalls; run++) {
      stalls = random.nextInt(6) == 0;
    }
    return stalls ? Math.log(random.nextDouble(5, 20)) : 0;
  }

  @ParameterizedTest
  @EnumSource
  void oneSystemForBothSidesIsNeverHalfAsFastAgain(Noise noise) {
    for (int run = 0; run < COMPARISONS; run++) {
      assertThat(compared(noise, 1, new SplittableRandom(run)).low()).isLessThan(1.5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twiceAsFastIsShownToBeFaster(Noise noise) {
    int shown = 0;
    int inside = 0;
    for (int run = 0; run < COMPARISONS; run++) {
      PairedRatio ratio = compared(noise, 2, new SplittableRandom(run));
      shown += ratio.low() >= 1.5 ? 1 : 0;
      inside += ratio.low() <= 2 && 2 <= ratio.high() ? 1 : 0;
    }

    assertThat((double) shown / COMPARISONS).as("shown").isGreaterThanOrEqualTo(0.90);
    assertThat((double) inside / COMPARISONS).as("inside").isGreaterThanOrEqualTo(0.93);
  }

  /** Of six pairs the whole range is the interval, at a confidence of 97 %. */
  @Test
  void ofTheFewestPairsNoneIsLeftOut() {
    PairedRatio ratio = PairedRatio.of(1, 2, 3, 4, 5, 6);

    assertThat(ratio.low()).isCloseTo(1, within(1e-9));
    assertThat(ratio.high()).isCloseTo(6, within(1e-9));
  }

  /** Hollander and Wolfe, table A.4: of ten, the sum of ranks is 8 or less in 2.4 %. */
  @Test
  void ofTenPairsEightMeansAreBeyondEachEnd() {
    double[] ratios = new double[10];
    Arrays.setAll(ratios, n -> Math.exp(Math.pow(2, n)));
    double[] means = new double[55];
    int count = 0;
    for (int one = 0; one < 10; one++) {
      for (int other = one; other < 10; other++) {
        means[count++] = (Math.pow(2, one) + Math.pow(2, other)) / 2;
      }
    }
    Arrays.sort(means);

    assertThat(Math.log(PairedRatio.of(ratios).low())).isCloseTo(means[8], within(1e-9));
    assertThat(Math.log(PairedRatio.of(ratios).high())).isCloseTo(means[46], within(1e-9));
  }

  @Test
  void fewPairsAndOddRatiosAreRefused() {
    assertThatThrownBy(() -> PairedRatio.of(1, 1, 1, 1, 1))
        .hasMessage("5 pairs, at least 6 are needed");
    assertThatThrownBy(() -> PairedRatio.of(1, 1, 1, 1, 1, 0)).hasMessageContaining("0.0 is among");
  }
}

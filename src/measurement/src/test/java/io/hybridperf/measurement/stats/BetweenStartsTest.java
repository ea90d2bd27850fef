package io.hybridperf.measurement.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BetweenStartsTest {
  private static BetweenStarts of(boolean inFactors, double... values) {
    return new BetweenStarts(values, inFactors, 0.95);
  }

  /** Student's t with two degrees of freedom is 4.3027: 10 +- 4.3027 * 1 / sqrt(3). */
  @Test
  void theIntervalIsStudents() {
    ConfidenceInterval interval = of(false, 9, 10, 11).interval();

    assertThat(interval.low()).isEqualTo(10 - 2.4841, within(1e-3));
    assertThat(interval.high()).isEqualTo(10 + 2.4841, within(1e-3));
    assertThat(of(false, 9, 10, 11).median()).isEqualTo(10);
  }

  /** Logarithms to the base of two are 2, 3, 4: 8 times 2^+-2.4841. */
  @Test
  void timesAreAlikeInFactors() {
    ConfidenceInterval interval = of(true, 4, 8, 16).interval();

    assertThat(interval.low()).isEqualTo(8 / Math.pow(2, 2.4841), within(1e-3));
    assertThat(interval.high()).isEqualTo(8 * Math.pow(2, 2.4841), within(1e-2));
    assertThat(of(true, 0, 8, 16).interval()).isEqualTo(of(false, 0, 8, 16).interval());
  }

  @Test
  void theIntervalHoldsTheMedian() {
    double[] values = new double[40];
    values[0] = 1e6;
    values[1] = 1;

    assertThat(of(false, values).median()).isZero();
    assertThat(of(false, values).interval().low()).isLessThanOrEqualTo(0);
  }

  /**
   * t of 10 starts is 2.262, of 9 2.306: a distance of 0.75 deviations is between their margins.
   */
  @Test
  void moreStartsWouldShowIt() {
    assertThat(of(false, 9, 10, 11).startsToShow(10.75, 100)).hasValue(10);
    assertThat(of(false, 9, 10, 11).startsToShow(9.25, 100)).hasValue(10);
    assertThat(of(false, 9, 10, 11).startsToShow(10.01, 100)).isEmpty();
  }

  @Test
  void twoStartsHaveNone() {
    assertThatThrownBy(() -> of(false, 9, 10)).hasMessage("2 starts, at least 3 are needed");
  }

  @Test
  void ofAHundredIntervalsNinetyFiveHoldTheTypicalStart() {
    SplittableRandom random = new SplittableRandom(11);
    for (int starts : new int[] {3, 5, 10}) {
      int held = 0;
      for (int n = 0; n < 2_000; n++) {
        ConfidenceInterval interval =
            of(
                    true,
                    random
                        .doubles(starts)
                        .map(_ -> 10 * Math.exp(0.2 * random.nextGaussian()))
                        .toArray())
                .interval();
        held += interval.low() <= 10 && 10 <= interval.high() ? 1 : 0;
      }
      assertThat(held / 2_000.0).as("%s starts", starts).isBetween(0.935, 0.975);
    }
  }
}

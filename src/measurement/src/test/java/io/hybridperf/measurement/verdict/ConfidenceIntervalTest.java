package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ConfidenceIntervalTest {

  @Test
  void ranksFollowTheBinomialDistribution() {
    Histogram histogram = new Histogram(1, 1_000_000, 5);
    for (int value = 1; value <= 1000; value++) {
      histogram.recordValue(value);
    }

    // n p = 990, z sqrt(n p (1 - p)) = 6.17: ranks floor(983.8) and ceil(996.2) + 1.
    assertThat(ConfidenceInterval.of(histogram, 99)).isEqualTo(new ConfidenceInterval(983, 998));
  }

  @Test
  void theTruePercentileIsInsideAboutNineteenTimesInTwenty() {
    Random random = new Random(42);
    double truth = -Math.log(0.01) * 1e6;
    int inside = 0;
    int trials = 400;
    Histogram histogram = new Histogram(1, 1_000_000_000, 3);
    for (int trial = 0; trial < trials; trial++) {
      histogram.reset();
      for (int n = 0; n < 2000; n++) {
        histogram.recordValue((long) (-Math.log(1 - random.nextDouble()) * 1e6));
      }
      ConfidenceInterval interval = ConfidenceInterval.of(histogram, 99);
      inside += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    assertThat((double) inside / trials).isBetween(0.92, 0.99);
  }
}

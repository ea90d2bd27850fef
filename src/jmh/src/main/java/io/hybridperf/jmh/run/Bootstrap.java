package io.hybridperf.jmh.run;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The ratio of two means with its confidence interval, by resampling both sets of samples (the
 * percentile bootstrap of Efron, 1979). Seeded: the same samples give the same interval.
 *
 * @param value mean of the second over mean of the first
 * @param low the lower end of the interval
 * @param high the upper end
 */
record Bootstrap(double value, double low, double high) {
  private static final int RESAMPLES = 10_000;
  private static final double OUTSIDE = 0.025;
  private static final long SEED = 20_260_801;

  /** The 95 % interval of {@code mean(after) / mean(before)}. */
  static Bootstrap ratio(double[] before, double[] after) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] ratios = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      ratios[i] = resampledMean(after, random) / resampledMean(before, random);
    }
    Arrays.sort(ratios);
    return new Bootstrap(
        mean(after) / mean(before),
        ratios[(int) (RESAMPLES * OUTSIDE)],
        ratios[(int) (RESAMPLES * (1 - OUTSIDE)) - 1]);
  }

  private static double resampledMean(double[] samples, SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < samples.length; i++) {
      sum += samples[random.nextInt(samples.length)];
    }
    return sum / samples.length;
  }

  private static double mean(double[] samples) {
    return Arrays.stream(samples).average().orElse(Double.NaN);
  }
}

package io.hybridperf.measurement.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A statistic of several exchangeable units with its 95 % confidence interval, by resampling the
 * units (Efron, 1979).
 *
 * <p>The plain percentile interval is too narrow for few units. This is the <i>expanded</i> one:
 * the outer quantiles are {@code Phi(-sqrt(n / (n - 1)) t)}, with t the 97.5 % point of Student's
 * distribution with n - 1 degrees of freedom, which makes it as wide as the t interval where that
 * holds (Hesterberg, "What Teachers Should Know About the Bootstrap", <i>The American
 * Statistician</i> 69(4), 2015). Seeded: the same units give the same interval.
 *
 * @param value the statistic of all units
 * @param low the lower end of the interval
 * @param high the upper end
 * @param units how many units
 */
public record Bootstrap(double value, double low, double high, int units) {

  /** Fewer units say too little about how units differ. */
  public static final int FEWEST_UNITS = 5;

  private static final int RESAMPLES = 4_000;

  /** The 97.5 % point of the normal distribution. */
  private static final double Z = 1.959964;

  /**
   * Resamples.
   *
   * @param units how many there are, at least {@value #FEWEST_UNITS}
   * @param statistic computes the number of interest from the indices of units, some repeated
   * @param seed of the resampling
   * @return the statistic and its interval
   * @throws IllegalArgumentException if the units are too few
   */
  public static Bootstrap of(int units, ToDoubleFunction<int[]> statistic, long seed) {
    if (units < FEWEST_UNITS) {
      throw new IllegalArgumentException(
          "%d units to resample, at least %d are needed".formatted(units, FEWEST_UNITS));
    }
    int[] all = new int[units];
    Arrays.setAll(all, n -> n);
    SplittableRandom random = new SplittableRandom(seed);
    double[] resampled = new double[RESAMPLES];
    int[] drawn = new int[units];
    for (int n = 0; n < RESAMPLES; n++) {
      Arrays.setAll(drawn, _ -> random.nextInt(units));
      resampled[n] = statistic.applyAsDouble(drawn);
    }
    Arrays.sort(resampled);
    int rank = (int) (RESAMPLES * outside(units));
    return new Bootstrap(
        statistic.applyAsDouble(all), resampled[rank], resampled[RESAMPLES - 1 - rank], units);
  }

  /** The share of the resamples that lies beyond each end of the interval. */
  public static double outside(int units) {
    return normal(-Math.sqrt(units / (units - 1.0)) * student(units - 1));
  }

  /**
   * The 97.5 % point of Student's distribution, by the expansion of Cornish and Fisher (Abramowitz
   * and Stegun 26.7.5); off by less than 0.5 % from 4 degrees of freedom on.
   */
  static double student(double d) {
    double z2 = Z * Z;
    double g1 = (z2 + 1) * Z / 4;
    double g2 = ((5 * z2 + 16) * z2 + 3) * Z / 96;
    double g3 = (((3 * z2 + 19) * z2 + 17) * z2 - 15) * Z / 384;
    double g4 = ((((79 * z2 + 776) * z2 + 1482) * z2 - 1920) * z2 - 945) * Z / 92160;
    return Z + g1 / d + g2 / (d * d) + g3 / Math.pow(d, 3) + g4 / Math.pow(d, 4);
  }

  /** The normal distribution left of a negative x (Abramowitz and Stegun 26.2.17, to 7.5e-8). */
  static double normal(double x) {
    double t = 1 / (1 - 0.2316419 * x);
    double series =
        t
            * (0.319381530
                + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI) * series;
  }
}

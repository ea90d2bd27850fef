package io.hybridperf.measurement.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

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
          "%s units to resample, at least %s are needed".formatted(units, FEWEST_UNITS));
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
    double reach =
        Math.sqrt(units / (units - 1.0))
            * ConfidenceInterval.student(units - 1.0, ConfidenceInterval.LEVEL);
    return NormalDistribution.of(0, 1).cumulativeProbability(-reach);
  }
}

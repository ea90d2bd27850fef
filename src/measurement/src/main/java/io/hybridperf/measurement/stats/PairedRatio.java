package io.hybridperf.measurement.stats;

import java.util.Arrays;

/**
 * By what factor one of two things that were measured in pairs is larger, with its 95 % confidence
 * interval, in a way that one pair that went wrong cannot turn.
 *
 * <p>The logarithms of the pairs' ratios are taken for symmetric around a middle, which is
 * estimated by the median of the means of any two of them (Hodges and Lehmann, <i>Annals of
 * Mathematical Statistics</i> 34 (1963) 598). The interval is that of Wilcoxon's signed ranks:
 * those middles that the test does not refuse, exactly computed (Hollander, Wolfe and Chicken,
 * <i>Nonparametric Statistical Methods</i>, 3rd ed., 3.3). It holds for any such distribution, and
 * nothing is drawn.
 *
 * @param value the factor
 * @param low the lower end of the interval
 * @param high the upper end
 * @param pairs how many pairs
 */
public record PairedRatio(double value, double low, double high, int pairs) {

  /** Of fewer pairs no interval has a confidence of 95 %. */
  public static final int FEWEST_PAIRS = 6;

  /** An interval from less to more than this times as much shows nothing. */
  private static final double WIDEST = 4;

  /**
   * Compares.
   *
   * @param ratios one of each pair, more than 0, {@value #FEWEST_PAIRS} or more
   * @return their middle and its interval
   * @throws IllegalArgumentException if the pairs are too few, or a ratio is not a positive number
   */
  public static PairedRatio of(double... ratios) {
    int n = ratios.length;
    if (n < FEWEST_PAIRS) {
      throw new IllegalArgumentException(
          "%s pairs, at least %s are needed".formatted(n, FEWEST_PAIRS));
    }
    double[] means = new double[n * (n + 1) / 2];
    int count = 0;
    for (int one = 0; one < n; one++) {
      if (!(ratios[one] > 0) || Double.isInfinite(ratios[one])) {
        throw new IllegalArgumentException(
            "%s is among the ratios, which must be positive numbers".formatted(ratios[one]));
      }
      for (int other = one; other < n; other++) {
        means[count++] = (Math.log(ratios[one]) + Math.log(ratios[other])) / 2;
      }
    }
    Arrays.sort(means);
    int outside = outside(n);
    return new PairedRatio(
        Math.exp(Trend.median(means)),
        Math.exp(means[outside]),
        Math.exp(means[means.length - 1 - outside]),
        n);
  }

  /**
   * Whether the pairs agree enough to show anything.
   *
   * @return false if the upper end of the interval is more than {@value #WIDEST} times the lower
   */
  public boolean tells() {
    return high / low <= WIDEST;
  }

  /** How many of the means lie beyond each end: as many as the ranks' sum reaches in 2.5 %. */
  private static int outside(int n) {
    double[] ways = new double[n * (n + 1) / 2 + 1];
    ways[0] = 1;
    for (int rank = 1; rank <= n; rank++) {
      for (int sum = ways.length - 1; sum >= rank; sum--) {
        ways[sum] = (ways[sum] + ways[sum - rank]) / 2;
      }
      for (int sum = 0; sum < Math.min(rank, ways.length); sum++) {
        ways[sum] /= 2;
      }
    }
    double reached = 0;
    int outside = -1;
    while (reached + ways[outside + 1] <= (1 - ConfidenceInterval.LEVEL) / 2) {
      outside++;
      reached += ways[outside];
    }
    return outside;
  }
}

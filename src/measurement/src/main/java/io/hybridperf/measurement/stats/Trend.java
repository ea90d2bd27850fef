package io.hybridperf.measurement.stats;

import java.util.Arrays;
import java.util.List;

/**
 * How a quantity changes over time, by a line that outliers cannot turn.
 *
 * <p>The slope is that of Theil and Sen: the median of the slopes between all pairs of points,
 * which up to 29 % of arbitrary outliers cannot move without bound. Its confidence interval is
 * Sen's, from the distribution of Kendall's S: the slopes of ranks {@code (N - C) / 2} and {@code
 * (N + C) / 2 + 1} among the N ordered ones, with {@code C = 1.96 sqrt(var S)}.
 *
 * <p>What is sampled over time resembles what was sampled just before, so that a plain interval
 * would be too narrow: var S is enlarged by the autocorrelation of the ranks around the line, as
 * Hamed and Rao do it, with the lags up to the first that is not positive (Geyer), and never made
 * smaller.
 *
 * <p>Sources: Sen, JASA 63 (1968) 1379; Gilbert, Statistical Methods for Environmental Pollution
 * Monitoring (1987), 16.5; Hamed and Rao, J. Hydrology 204 (1998) 182, eq. 15-17; Geyer,
 * Statistical Science 7 (1992) 473, 3.3.
 *
 * @param slope units of the quantity a second
 * @param low lower end of the 95 % confidence interval of the slope
 * @param high its upper end
 * @param level the median of the quantity
 * @param points how many points it is drawn through
 */
public record Trend(double slope, double low, double high, double level, int points) {

  /** Fewer points make no trend: all of them in order could be chance. */
  public static final int MIN_POINTS = 5;

  private static final double Z = 1.959964;

  /**
   * The quantity at a time.
   *
   * @param seconds when
   * @param value how much
   */
  public record Point(double seconds, double value) {}

  /**
   * Draws the line.
   *
   * @param points in order of time
   * @return the trend
   * @throws IllegalArgumentException if there are fewer than {@value #MIN_POINTS} points, or times
   *     do not ascend
   */
  public static Trend of(List<Point> points) {
    int n = points.size();
    if (n < MIN_POINTS) {
      throw new IllegalArgumentException(
          "%s points: %s are the fewest for a trend".formatted(n, MIN_POINTS));
    }
    double[] seconds = points.stream().mapToDouble(Point::seconds).toArray();
    double[] values = points.stream().mapToDouble(Point::value).toArray();
    double[] slopes = slopes(seconds, values);
    double slope = median(slopes);
    double[] around = new double[n];
    for (int i = 0; i < n; i++) {
      around[i] = values[i] - slope * seconds[i];
    }
    double variance = varianceOfS(values) * inflation(ranks(around));
    double width = Z * Math.sqrt(variance);
    int last = slopes.length - 1;
    int low = (int) Math.floor((slopes.length - width) / 2) - 1;
    int high = (int) Math.ceil((slopes.length + width) / 2);
    return new Trend(
        slope,
        slopes[Math.clamp(low, 0, last)],
        slopes[Math.clamp(high, 0, last)],
        median(values),
        n);
  }

  /** Between all pairs of points that lie apart in time, in ascending order. */
  private static double[] slopes(double[] seconds, double[] values) {
    int n = values.length;
    double[] slopes = new double[n * (n - 1) / 2];
    int count = 0;
    for (int i = 0; i < n; i++) {
      for (int j = i + 1; j < n; j++) {
        double apart = seconds[j] - seconds[i];
        if (!(apart > 0)) {
          throw new IllegalArgumentException("times must ascend: " + Arrays.toString(seconds));
        }
        slopes[count++] = (values[j] - values[i]) / apart;
      }
    }
    Arrays.sort(slopes);
    return slopes;
  }

  /** Of independent points; equal values make S vary less. */
  private static double varianceOfS(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double n = sorted.length;
    double variance = n * (n - 1) * (2 * n + 5);
    for (int i = 0; i < sorted.length; ) {
      int next = i;
      while (next < sorted.length && sorted[next] == sorted[i]) {
        next++;
      }
      double tied = next - i;
      variance -= tied * (tied - 1) * (2 * tied + 5);
      i = next;
    }
    return variance / 18;
  }

  /** From 1; equal values share their mean rank. */
  private static double[] ranks(double[] values) {
    int n = values.length;
    double[] ranks = new double[n];
    for (int i = 0; i < n; i++) {
      int below = 0;
      int same = 0;
      for (double other : values) {
        below += other < values[i] ? 1 : 0;
        same += other == values[i] ? 1 : 0;
      }
      ranks[i] = below + (same + 1) / 2.0;
    }
    return ranks;
  }

  /** How many times larger var S is than that of independent points, at least 1. */
  private static double inflation(double[] ranks) {
    int n = ranks.length;
    double mean = Arrays.stream(ranks).average().orElseThrow();
    double spread = Arrays.stream(ranks).map(rank -> (rank - mean) * (rank - mean)).sum();
    if (spread == 0) {
      return 1;
    }
    double sum = 0;
    for (int lag = 1; lag < n - 2; lag++) {
      double covariance = 0;
      for (int i = 0; i + lag < n; i++) {
        covariance += (ranks[i] - mean) * (ranks[i + lag] - mean);
      }
      if (covariance <= 0) {
        // From here on it is noise: Geyer's initial positive sequence.
        break;
      }
      sum += (double) (n - lag) * (n - lag - 1) * (n - lag - 2) * covariance / spread;
    }
    return Math.max(1, 1 + 2 * sum / ((double) n * (n - 1) * (n - 2)));
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

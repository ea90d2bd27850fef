package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.slo.Unit;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The range in which the true percentile lies with 95 % confidence.
 *
 * <p>Distribution-free, from order statistics: among n independent samples the number below the
 * true p-quantile is binomial(n, p), so the interval between the samples of ranks {@code floor(np -
 * z sqrt(np(1-p)))} and {@code ceil(np + z sqrt(np(1-p))) + 1}, with z = 1.96, holds it with about
 * 95 % (David and Nagaraja, Order Statistics, 3rd ed., 7.1; the normal approximation asks for
 * np(1-p) of about 5 or more). Answers of one run follow one another and are not fully independent:
 * read the interval as a lower bound of the uncertainty.
 *
 * @param low lower end
 * @param high upper end
 */
public record ConfidenceInterval(double low, double high) {

  /** The confidence, in [0, 1]. */
  public static final double LEVEL = 0.95;

  private static final double Z = 1.959964;

  /**
   * The interval of a percentile.
   *
   * @param histogram with at least one sample
   * @param percentile more than 0 and less than 100
   * @return values of the histogram
   */
  static ConfidenceInterval of(AbstractHistogram histogram, double percentile) {
    long n = histogram.getTotalCount();
    double p = percentile / 100;
    double halfWidth = Z * Math.sqrt(n * p * (1 - p));
    long lowRank = Math.max(1, (long) Math.floor(n * p - halfWidth));
    long highRank = Math.min(n, (long) Math.ceil(n * p + halfWidth) + 1);
    return new ConfidenceInterval(valueAt(histogram, lowRank), valueAt(histogram, highRank));
  }

  /** The sample of that rank, counted from 1, in ascending order. */
  private static long valueAt(AbstractHistogram histogram, long rank) {
    long seen = 0;
    for (HistogramIterationValue value : histogram.recordedValues()) {
      seen += value.getCountAddedInThisIterationStep();
      if (seen >= rank) {
        return histogram.highestEquivalentValue(value.getValueIteratedTo());
      }
    }
    return histogram.getMaxValue();
  }

  ConfidenceInterval in(Unit unit) {
    return new ConfidenceInterval(unit.fromBase(low), unit.fromBase(high));
  }
}

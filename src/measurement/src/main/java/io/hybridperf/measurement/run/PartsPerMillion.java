package io.hybridperf.measurement.run;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Shares out of histograms of whole numbers. A histogram keeps a value to one part in a thousand:
 * of 1,000,000 it knows that it was something from 999,936 to 1,000,447. A share is taken for the
 * roundest number in that range, so that all of ten is 1 and nine of ten is 0.9.
 */
public final class PartsPerMillion {

  private static final long COARSEST = Series.PPM;
  private static final long FINEST = 1_000;

  /** For its ranges; nothing is recorded in it. */
  private static final Histogram RANGES = LoggedInterval.newHistogram();

  private PartsPerMillion() {}

  /**
   * The roundest number that a histogram cannot tell from a value.
   *
   * @param recorded a value out of a histogram
   * @return the multiple of the highest power of ten from a thousand on, or the middle of the range
   */
  public static long roundest(long recorded) {
    long low = RANGES.lowestEquivalentValue(recorded);
    long high = RANGES.highestEquivalentValue(recorded);
    for (long step = COARSEST; step >= FINEST; step /= 10) {
      long multiple = high / step * step;
      if (multiple >= low) {
        return multiple;
      }
    }
    return (low + high) / 2;
  }

  /**
   * The mean of shares.
   *
   * @param shares in parts per million
   * @return their mean, where 1 is all; NaN if there is none
   */
  public static double mean(Histogram shares) {
    double sum = 0;
    for (HistogramIterationValue each : shares.recordedValues()) {
      sum += (double) roundest(each.getValueIteratedTo()) * each.getCountAtValueIteratedTo();
    }
    return sum / shares.getTotalCount() / Series.PPM;
  }
}

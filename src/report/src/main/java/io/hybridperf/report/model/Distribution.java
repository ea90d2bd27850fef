package io.hybridperf.report.model;

import io.hybridperf.measurement.run.CallTimes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The shape of times.
 *
 * @param name whose
 * @param spectrum percentiles up to the last that answers are beyond, ascending
 * @param bins how many OK answers took how long, without empty bins at both ends
 */
public record Distribution(String name, List<Point> spectrum, List<Bin> bins) {

  /** Bins in a factor of ten. */
  static final int BINS_A_DECADE = 20;

  private static final double HALVINGS = 20;
  private static final int STEPS_A_HALVING = 5;
  private static final double LAST = 99.99;

  /**
   * A percentile.
   *
   * @param percentile 0 to 100
   * @param nanos its value
   */
  public record Point(double percentile, long nanos) {}

  /**
   * A range of times.
   *
   * @param low in nanoseconds, included
   * @param high in nanoseconds, excluded
   * @param count OK answers
   */
  public record Bin(double low, double high, long count) {}

  /** Copies the lists. */
  public Distribution {
    spectrum = List.copyOf(spectrum);
    bins = List.copyOf(bins);
  }

  /**
   * The shape of times.
   *
   * @param name of what they are of
   * @param times recorded
   */
  public static Distribution of(String name, CallTimes times) {
    return new Distribution(name, spectrum(times), bins(times.ok(), BINS_A_DECADE));
  }

  /** On HdrHistogram's axis: five steps each time that the distance to 100 % halves. */
  private static List<Point> spectrum(CallTimes times) {
    List<Point> points = new ArrayList<>();
    long count = times.ok().getTotalCount();
    for (int step = 0; step <= HALVINGS * STEPS_A_HALVING; step++) {
      double percentile = 100 * (1 - Math.pow(2, -(double) step / STEPS_A_HALVING));
      if (percentile > LAST || count * (100 - percentile) < 100) {
        break;
      }
      points.add(new Point(percentile, times.percentile(percentile)));
    }
    for (double exact : new double[] {1, 2, 5, 10, 90, 95, 99, 99.9, 99.99}) {
      if (count * (100 - exact) >= 100 - 1e-6) {
        points.add(new Point(exact, times.percentile(exact)));
      }
    }
    points.sort(Comparator.comparingDouble(Point::percentile));
    return points;
  }

  static List<Bin> bins(Histogram histogram, int aDecade) {
    List<Bin> bins = new ArrayList<>();
    if (histogram.getTotalCount() == 0) {
      return bins;
    }
    int first = bin(histogram.getMinNonZeroValue(), aDecade);
    int last = bin(histogram.getMaxValue(), aDecade);
    long[] counts = new long[last - first + 1];
    histogram
        .recordedValues()
        .forEach(each ->
            counts[Math.max(0, bin(each.getValueIteratedTo(), aDecade) - first)] +=
                each.getCountAtValueIteratedTo());
    for (int n = 0; n < counts.length; n++) {
      bins.add(new Bin(edge(first + n, aDecade), edge(first + n + 1, aDecade), counts[n]));
    }
    return bins;
  }

  static int bin(long nanos, int aDecade) {
    return (int) Math.floor(Math.log10((double) Math.max(1, nanos)) * aDecade + 1e-9);
  }

  static double edge(int bin, int aDecade) {
    return Math.pow(10, (double) bin / aDecade);
  }
}

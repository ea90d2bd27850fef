package io.hybridperf.measurement.stats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The histograms of several blocks of time, so compact that thousands of mixtures of them can be
 * looked at. A mixture is the indices of its blocks, some of them repeated.
 */
public final class DrawnHistograms {
  private final double[] values;
  private final int[][] counts;

  private DrawnHistograms(double[] values, int[][] counts) {
    this.values = values;
    this.counts = counts;
  }

  /**
   * Takes what histograms hold.
   *
   * @param blocks one for each block
   */
  public static DrawnHistograms of(List<Histogram> blocks) {
    return of(blocks, value -> value);
  }

  /**
   * Takes what histograms hold, in another unit.
   *
   * @param blocks one for each block
   * @param unit converts a value of theirs, in ascending order
   */
  public static DrawnHistograms of(List<Histogram> blocks, DoubleUnaryOperator unit) {
    TreeSet<Long> distinct = new TreeSet<>();
    List<Map<Long, Integer>> byBlock = new ArrayList<>();
    for (Histogram block : blocks) {
      Map<Long, Integer> seen = new HashMap<>();
      for (HistogramIterationValue each : block.recordedValues()) {
        seen.put(each.getValueIteratedTo(), (int) each.getCountAtValueIteratedTo());
      }
      distinct.addAll(seen.keySet());
      byBlock.add(seen);
    }
    long[] values = distinct.stream().mapToLong(value -> value).toArray();
    int[][] counts = new int[blocks.size()][values.length];
    for (int block = 0; block < counts.length; block++) {
      for (int n = 0; n < values.length; n++) {
        counts[block][n] = byBlock.get(block).getOrDefault(values[n], 0);
      }
    }
    return new DrawnHistograms(
        LongStream.of(values).mapToDouble(unit::applyAsDouble).toArray(), counts);
  }

  /** {@return how many blocks} */
  int blocks() {
    return counts.length;
  }

  /** {@return how many values a mixture has} */
  public long count(int[] drawn) {
    long total = 0;
    for (long n : mixed(drawn)) {
      total += n;
    }
    return total;
  }

  /** {@return a percentile of a mixture; NaN if it is empty} */
  public double percentile(int[] drawn, double percentile) {
    long[] mixed = mixed(drawn);
    long total = 0;
    for (long n : mixed) {
      total += n;
    }
    long rank = Math.max(1, (long) Math.ceil(total * percentile / 100));
    long seen = 0;
    for (int n = 0; n < mixed.length; n++) {
      seen += mixed[n];
      if (seen >= rank) {
        return values[n];
      }
    }
    return Double.NaN;
  }

  /** {@return the arithmetic mean of a mixture; NaN if it is empty} */
  public double mean(int[] drawn) {
    long[] mixed = mixed(drawn);
    double sum = 0;
    long total = 0;
    for (int n = 0; n < mixed.length; n++) {
      sum += mixed[n] * values[n];
      total += mixed[n];
    }
    return total == 0 ? Double.NaN : sum / total;
  }

  private long[] mixed(int[] drawn) {
    long[] sum = new long[values.length];
    for (int block : drawn) {
      for (int n = 0; n < sum.length; n++) {
        sum[n] += counts[block][n];
      }
    }
    return sum;
  }
}

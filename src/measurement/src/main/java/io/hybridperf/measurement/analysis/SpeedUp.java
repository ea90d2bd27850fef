package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.stats.Bootstrap;
import io.hybridperf.measurement.stats.DrawnHistograms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * By how much one system answers faster than another, from a load of {@link PairedBlocks}: the
 * ratio of a percentile of the response times of all blocks of the one to that of all blocks of the
 * other.
 *
 * <p>What is exchangeable, and so what is resampled for the confidence interval, are the pairs:
 * seconds within a block follow one another (caches, garbage collection, neighbours on the machine)
 * and blocks of different pairs were asked different questions at different times, but each pair is
 * as good as any other.
 */
public final class SpeedUp {

  /** How one system did over all blocks. */
  private static final class Side {
    final List<Histogram> blocks = new ArrayList<>();
    long ok;
    long sent;
    private DrawnHistograms compact = DrawnHistograms.of(List.of());

    /** When all blocks are there. */
    void compact() {
      compact = DrawnHistograms.of(blocks);
    }

    double percentile(int[] drawn, double percentile) {
      return compact.percentile(drawn, percentile);
    }

    double errorRate() {
      return sent == 0 ? 0 : 1 - (double) ok / sent;
    }
  }

  private final Side fast = new Side();
  private final Side slow = new Side();
  private final long seed;

  private SpeedUp(long seed) {
    this.seed = seed;
  }

  /**
   * Reads what the blocks recorded.
   *
   * @param log the run
   * @param blocks its load: {@code a} is compared with the baseline {@code b}
   * @return the comparison of the pairs of which both blocks have answers
   */
  public static SpeedUp of(RunLog log, PairedBlocks blocks) {
    SpeedUp compared = new SpeedUp(blocks.seed());
    Map<String, Histogram> byPhase = okResponseTimes(log);
    for (int pair = 0; pair < blocks.pairs(); pair++) {
      Histogram fast = byPhase.get(blocks.phase(blocks.a(), pair));
      Histogram slow = byPhase.get(blocks.phase(blocks.b(), pair));
      if (fast != null && slow != null) {
        compared.fast.blocks.add(fast);
        compared.slow.blocks.add(slow);
      }
      count(compared.fast, log, blocks.phase(blocks.a(), pair));
      count(compared.slow, log, blocks.phase(blocks.b(), pair));
    }
    compared.fast.compact();
    compared.slow.compact();
    return compared;
  }

  private static SortedMap<String, Histogram> okResponseTimes(RunLog log) {
    SortedMap<String, Histogram> byPhase = new TreeMap<>();
    for (LoggedInterval each : log.intervals()) {
      if (each.series().equals(Series.RESPONSE_TIME) && each.status().equals(Status.OK)) {
        byPhase.computeIfAbsent(each.phase(), _ -> new Histogram(3)).add(each.histogram());
      }
    }
    return byPhase;
  }

  private static void count(Side system, RunLog log, String phase) {
    for (Counters line : log.counters()) {
      system.sent += sum(line.sent(), phase + "/", "");
      system.ok += sum(line.answered(), phase + "/", "/" + Status.OK);
    }
  }

  private static long sum(Map<String, Long> counts, String prefix, String suffix) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix) && entry.getKey().endsWith(suffix))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * The number of pairs with answers on both sides.
   *
   * @return 0 or more
   */
  public int pairs() {
    return fast.blocks.size();
  }

  /**
   * The share of the requests to the first system that were not answered with OK.
   *
   * @return 0 to 1
   */
  public double errorRate() {
    return fast.errorRate();
  }

  /**
   * The share of the requests to the baseline that were not answered with OK.
   *
   * @return 0 to 1
   */
  public double baselineErrorRate() {
    return slow.errorRate();
  }

  /**
   * A percentile of the first system's response times over all pairs.
   *
   * @param percentile 0 to 100
   * @return nanoseconds
   */
  public double nanos(double percentile) {
    return fast.percentile(all(), percentile);
  }

  /**
   * A percentile of the baseline's response times over all pairs.
   *
   * @param percentile 0 to 100
   * @return nanoseconds
   */
  public double baselineNanos(double percentile) {
    return slow.percentile(all(), percentile);
  }

  private int[] all() {
    int[] all = new int[pairs()];
    for (int n = 0; n < all.length; n++) {
      all[n] = n;
    }
    return all;
  }

  /**
   * How many times as long the baseline took.
   *
   * @param percentile of the response times, 0 to 100
   * @return the ratio with its 95 % confidence interval
   * @throws IllegalArgumentException if there are fewer than {@value Bootstrap#FEWEST_UNITS} pairs
   */
  public Bootstrap at(double percentile) {
    return Bootstrap.of(
        pairs(),
        drawn -> slow.percentile(drawn, percentile) / fast.percentile(drawn, percentile),
        seed);
  }
}

package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.stats.Bootstrap;
import io.hybridperf.measurement.stats.DrawnHistograms;
import java.util.ArrayList;
import java.util.List;

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
    final List<CallTimes> blocks = new ArrayList<>();
    Answers answers = Answers.NONE;

    /** The blocks as they are judged, see {@link CallTimes}. */
    DrawnHistograms judged(double percentile) {
      double limit = CallTimes.sum(blocks).limit(all -> all.getValueAtPercentile(percentile));
      return DrawnHistograms.of(blocks.stream().map(block -> block.beyond(limit)).toList());
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
    for (int pair = 0; pair < blocks.pairs(); pair++) {
      Selection fast = log.select(blocks.phase(blocks.a(), pair)::equals, _ -> true);
      Selection slow = log.select(blocks.phase(blocks.b(), pair)::equals, _ -> true);
      CallTimes fastTimes = fast.times(Series.RESPONSE_TIME);
      CallTimes slowTimes = slow.times(Series.RESPONSE_TIME);
      if (fastTimes.ok().getTotalCount() > 0 && slowTimes.ok().getTotalCount() > 0) {
        compared.fast.blocks.add(fastTimes);
        compared.slow.blocks.add(slowTimes);
      }
      compared.fast.answers = compared.fast.answers.plus(fast.answers());
      compared.slow.answers = compared.slow.answers.plus(slow.answers());
    }
    return compared;
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
   * How the requests to the first system ended.
   *
   * @return the counts of all blocks
   */
  public Answers answers() {
    return fast.answers;
  }

  /**
   * How the requests to the baseline ended.
   *
   * @return the counts of all blocks
   */
  public Answers baselineAnswers() {
    return slow.answers;
  }

  /**
   * A percentile of the first system's response times over all pairs.
   *
   * @param percentile 0 to 100
   * @return nanoseconds
   */
  public double nanos(double percentile) {
    return fast.judged(percentile).percentile(all(), percentile);
  }

  /**
   * A percentile of the baseline's response times over all pairs.
   *
   * @param percentile 0 to 100
   * @return nanoseconds
   */
  public double baselineNanos(double percentile) {
    return slow.judged(percentile).percentile(all(), percentile);
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
    DrawnHistograms ofFast = fast.judged(percentile);
    DrawnHistograms ofSlow = slow.judged(percentile);
    return Bootstrap.of(
        pairs(),
        drawn -> ofSlow.percentile(drawn, percentile) / ofFast.percentile(drawn, percentile),
        seed);
  }
}

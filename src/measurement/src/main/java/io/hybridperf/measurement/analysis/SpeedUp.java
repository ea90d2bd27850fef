package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.stats.PairedRatio;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * By how much one system answers faster than another, from a load of {@link PairedBlocks}: the
 * middle of the pairs' ratios of a percentile of the response times ({@link PairedRatio}).
 *
 * <p>What is exchangeable are the pairs: seconds within a block follow one another (caches, garbage
 * collection, neighbours on the machine) and blocks of different pairs were asked different
 * questions at different times, but each pair is as good as any other. A stall in one block decides
 * the percentile of all blocks together, which is therefore shown beside, and not judged.
 */
public final class SpeedUp {

  /** How one system did over all blocks. */
  private static final class Side {
    final List<CallTimes> blocks = new ArrayList<>();
    Answers answers = Answers.NONE;

    /** Of all blocks together. */
    double percentile(double percentile) {
      return CallTimes.sum(blocks).percentile(percentile);
    }
  }

  private final Side fast = new Side();
  private final Side slow = new Side();

  private SpeedUp() {}

  /**
   * Reads what the blocks recorded.
   *
   * @param log the run
   * @param blocks its load: {@code a} is compared with the baseline {@code b}
   * @return the comparison of the pairs of which both blocks have answers
   */
  public static SpeedUp of(RunLog log, PairedBlocks blocks) {
    SpeedUp compared = new SpeedUp();
    for (int pair : blocks.pairs(log.info().phases(), true)) {
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
    return fast.percentile(percentile);
  }

  /**
   * A percentile of the baseline's response times over all pairs.
   *
   * @param percentile 0 to 100
   * @return nanoseconds
   */
  public double baselineNanos(double percentile) {
    return slow.percentile(percentile);
  }

  /**
   * How many times as long the baseline took.
   *
   * @param percentile of the response times, 0 to 100
   * @return the middle of the pairs' ratios, with its 95 % confidence interval
   * @throws IllegalArgumentException if there are fewer than {@value PairedRatio#FEWEST_PAIRS}
   *     pairs
   */
  public PairedRatio at(double percentile) {
    return PairedRatio.of(
        IntStream.range(0, pairs())
            .mapToDouble(pair ->
                (double) slow.blocks.get(pair).percentile(percentile)
                    / fast.blocks.get(pair).percentile(percentile))
            .toArray());
  }
}

package io.hybridperf.measurement.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Confidence intervals of a ratio of two sums over seconds, which holds for neighbouring seconds
 * that are alike: a mean (values, their number), a share (errors, answers), a rate (answers,
 * seconds).
 *
 * <p>The ratio R is off by the sum of {@code sum - R * weight} over all seconds, divided by all
 * weight (linearization: Cochran, <i>Sampling Techniques</i>, 3rd ed., 6.3), whose variance is the
 * {@link LongRunVariance}. Stretches of time with a plan of their own, as the phases of a load,
 * count each for itself: that one is slower than another is not chance.
 *
 * <p>What no method can see, these do not see either: what lasts longer than the run. A system
 * whose speed wanders over a twentieth of the run or more shows too little of it, and fewer than 95
 * of a hundred intervals hold the truth.
 */
public final class RatioInterval {

  /** Fewer seconds have no interval. */
  public static final int FEWEST_SECONDS = LongRunVariance.FEWEST_SECONDS;

  private RatioInterval() {}

  /**
   * The interval of a mean or a rate, {@code margin} to both sides.
   *
   * @param stretches consecutive seconds, without gaps within a stretch
   * @param level the confidence, in (0, 1)
   * @return empty if there are fewer than {@value #FEWEST_SECONDS} seconds, or nothing to divide by
   */
  public static Optional<ConfidenceInterval> mean(List<List<Second>> stretches, double level) {
    Second all = total(stretches);
    double ratio = all.sum() / all.weight();
    return margin(stretches, all, level)
        .map(margin -> new ConfidenceInterval(ratio - margin, ratio + margin));
  }

  /**
   * The interval of the share of events, within [0, 1]: Clopper and Pearson's exact one, for as
   * many independent events as these are worth (Korn and Graubard, "Confidence Intervals for
   * Proportions With Small Expected Number of Positive Counts Estimated From Survey Data",
   * <i>Survey Methodology</i> 24 (1998) 193). Where none or all were counted, and for fewer than
   * {@value #FEWEST_SECONDS} seconds, nobody knows how they vary, and each is taken for
   * independent: of none among n the upper end is 3.7 / n, at a level of 95 %.
   *
   * @param stretches consecutive seconds, without gaps within a stretch, no sum above its weight
   * @param level the confidence, in (0, 1)
   * @return empty if there is nothing to divide by
   */
  public static Optional<ConfidenceInterval> share(List<List<Second>> stretches, double level) {
    return share(stretches, level, 1);
  }

  /**
   * The interval of a mean of values that are each between 0 and 1, as recall is. As {@link
   * #share}, but it knows that such values may vary less than events.
   *
   * @param stretches consecutive seconds, without gaps within a stretch, no sum above its weight
   * @param level the confidence, in (0, 1)
   * @return empty if there is nothing to divide by
   */
  public static Optional<ConfidenceInterval> meanOfShares(
      List<List<Second>> stretches, double level) {
    return share(stretches, level, Double.POSITIVE_INFINITY);
  }

  private static Optional<ConfidenceInterval> share(
      List<List<Second>> stretches, double level, double mostWorth) {
    Second all = total(stretches);
    if (!(all.weight() > 0)) {
      return Optional.empty();
    }
    double share = Math.min(1, all.sum() / all.weight());
    double outside = (1 - level) / 2;
    double independent =
        share > 0 && share < 1
            ? margin(stretches, all, level)
                .map(margin -> worth(share, margin, outside, all.weight(), mostWorth))
                .orElse(all.weight())
            : all.weight();
    double events = share * independent;
    return Optional.of(
        new ConfidenceInterval(
            events <= 0
                ? 0
                : BetaDistribution.of(events, independent - events + 1)
                    .inverseCumulativeProbability(outside),
            events >= independent
                ? 1
                : BetaDistribution.of(events + 1, independent - events)
                    .inverseSurvivalProbability(outside)));
  }

  /** How many independent ones vary as much, and Student's distribution counts for less. */
  private static double worth(
      double share, double margin, double outside, double count, double mostWorth) {
    double normal = NormalDistribution.of(0, 1).inverseSurvivalProbability(outside);
    double worth = share * (1 - share) * (normal / margin) * (normal / margin);
    return Math.max(Double.MIN_NORMAL, Math.min(worth, mostWorth * count));
  }

  /**
   * The farther of the upper ends of the symmetric interval and of the one that is symmetric in the
   * logarithm of the odds: of rare events that come in bursts the former is right above the few
   * bursts seen.
   */
  static double upperEnd(double share, double margin) {
    double factor = Math.exp(margin / (share * (1 - share)));
    double byOdds = 1 - 1 / (1 + share / (1 - share) * factor);
    return Math.min(1, Math.max(byOdds, share + margin));
  }

  /** Half the width of the symmetric interval. */
  static Optional<Double> margin(List<List<Second>> stretches, Second all, double level) {
    return variance(stretches, all).map(variance -> variance.margin(level) / all.weight());
  }

  /** Of the sum of {@code sum - ratio * weight} over all seconds. */
  static Optional<LongRunVariance> variance(List<List<Second>> stretches, Second all) {
    double ratio = all.sum() / all.weight();
    List<List<Second>> lasting = longEnough(stretches);
    return lasting.isEmpty() || !(all.weight() > 0)
        ? Optional.empty()
        : lasting.stream()
            .map(stretch -> LongRunVariance.of(residuals(stretch, ratio)))
            .reduce(LongRunVariance::plus);
  }

  static Second total(List<List<Second>> stretches) {
    return stretches.stream().flatMap(List::stream).reduce(Second.EMPTY, Second::plus);
  }

  private static double[] residuals(List<Second> stretch, double ratio) {
    return stretch.stream().mapToDouble(each -> each.sum() - ratio * each.weight()).toArray();
  }

  /** Joins short stretches to those after them, the last ones to the one before. */
  private static List<List<Second>> longEnough(List<List<Second>> stretches) {
    List<List<Second>> joined = new ArrayList<>();
    List<Second> open = new ArrayList<>();
    for (List<Second> stretch : stretches) {
      open.addAll(stretch);
      if (open.size() >= FEWEST_SECONDS) {
        joined.add(open);
        open = new ArrayList<>();
      }
    }
    if (!joined.isEmpty()) {
      joined.getLast().addAll(open);
    }
    return joined;
  }
}

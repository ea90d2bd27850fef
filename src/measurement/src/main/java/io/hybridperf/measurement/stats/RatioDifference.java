package io.hybridperf.measurement.stats;

import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How a ratio of two sums over seconds (a mean, a share, a rate: see {@link RatioInterval}) differs
 * between two runs that know nothing of each other.
 *
 * <p>Each run has its own long-run variance, so that neighbouring seconds may be alike in both; the
 * difference follows Student's distribution with the degrees of freedom of Welch and Satterthwaite.
 * Of percentiles, compare the shares of answers beyond the percentile of both runs together ({@link
 * PercentileInterval#beyond}): where both runs have one distribution, these shares are alike.
 *
 * <p>What lasts longer than a run, as the luck of a JVM's compiler or of a machine's neighbours, is
 * in no run's seconds: two runs of one plan on one machine differ by more than this says.
 *
 * @param before the ratio of the first run
 * @param after the ratio of the second run
 * @param margin half the width of the 95 % confidence interval of {@code after - before}
 * @param pValue how probable a difference of at least this size is where there is none, 0 to 1
 */
public record RatioDifference(double before, double after, double margin, double pValue) {

  /**
   * Compares two runs.
   *
   * @param before consecutive seconds of the first, without gaps within a stretch
   * @param after of the second
   * @return empty if either has fewer than {@value RatioInterval#FEWEST_SECONDS} seconds, or
   *     nothing to divide by
   */
  public static Optional<RatioDifference> of(List<List<Second>> before, List<List<Second>> after) {
    Second first = RatioInterval.total(before);
    Second second = RatioInterval.total(after);
    Optional<LongRunVariance> ofFirst = RatioInterval.variance(before, first);
    Optional<LongRunVariance> ofSecond = RatioInterval.variance(after, second);
    if (ofFirst.isEmpty() || ofSecond.isEmpty()) {
      return Optional.empty();
    }
    LongRunVariance both =
        perWeight(ofFirst.get(), first.weight()).plus(perWeight(ofSecond.get(), second.weight()));
    double from = first.sum() / first.weight();
    double to = second.sum() / second.weight();
    return Optional.of(
        new RatioDifference(
            from, to, both.margin(ConfidenceInterval.LEVEL), pValue(to - from, both)));
  }

  private static LongRunVariance perWeight(LongRunVariance sum, double weight) {
    return new LongRunVariance(sum.ofSum() / (weight * weight), sum.degrees());
  }

  private static double pValue(double difference, LongRunVariance variance) {
    if (difference == 0) {
      return 1;
    }
    double t = Math.abs(difference) / Math.sqrt(variance.ofSum());
    return 2 * TDistribution.of(variance.degrees()).survivalProbability(t);
  }
}

package io.hybridperf.measurement.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The range in which the true number lies with some confidence: {@link #LEVEL}, unless another one
 * was asked for.
 *
 * @param low lower end, not above {@code high}
 * @param high upper end; positive infinity where the data are too few for one
 */
public record ConfidenceInterval(double low, double high) {

  /** The confidence where nobody asks for another, in [0, 1]. */
  public static final double LEVEL = 0.95;

  /**
   * {@return how many standard errors the ends lie from the middle}
   *
   * @param degrees of freedom of Student's distribution, more than 0
   * @param level the confidence, in (0, 1)
   */
  public static double student(double degrees, double level) {
    return TDistribution.of(degrees).inverseSurvivalProbability((1 - level) / 2);
  }

  /** {@return whether there is an upper end} */
  public boolean isBounded() {
    return Double.isFinite(high);
  }

  /**
   * The interval in another unit.
   *
   * @param unit converts a number, in ascending order
   * @return the converted ends; an upper end that is missing stays so
   */
  public ConfidenceInterval map(DoubleUnaryOperator unit) {
    return new ConfidenceInterval(
        unit.applyAsDouble(low), isBounded() ? unit.applyAsDouble(high) : high);
  }

  /**
   * The interval of a ratio of two positive numbers that were measured independently, from their
   * own intervals: by the squared distances to their ends, in logarithms (MOVER: Zou and Donner,
   * "Construction of confidence limits about effect measures", <i>Statist. Med.</i> 27 (2008)
   * 1693).
   *
   * @param over the number above the line, more than 0
   * @param ofOver its interval
   * @param under the number below the line, more than 0
   * @param ofUnder its interval
   * @return the interval of {@code over / under}; 0 and infinity where an end is missing
   */
  public static ConfidenceInterval ofRatio(
      double over, ConfidenceInterval ofOver, double under, ConfidenceInterval ofUnder) {
    double ratio = over / under;
    double down = Math.hypot(logOf(over / ofOver.low), logOf(ofUnder.high / under));
    double up = Math.hypot(logOf(ofOver.high / over), logOf(under / ofUnder.low));
    return new ConfidenceInterval(ratio * Math.exp(-down), ratio * Math.exp(up));
  }

  /** Of a factor between a number and an end of its interval, which may lie at or below 0. */
  private static double logOf(double factor) {
    return factor > 0 ? Math.max(0, Math.log(factor)) : Double.POSITIVE_INFINITY;
  }
}

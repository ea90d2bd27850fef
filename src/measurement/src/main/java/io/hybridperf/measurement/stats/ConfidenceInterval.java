package io.hybridperf.measurement.stats;

import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The range in which the true number lies with a confidence of {@link #LEVEL}.
 *
 * @param low lower end, not above {@code high}
 * @param high upper end; positive infinity where the data are too few for one
 */
public record ConfidenceInterval(double low, double high) {

  /** The confidence, in [0, 1]. */
  public static final double LEVEL = 0.95;

  /**
   * {@return how many standard errors the ends lie from the middle}
   *
   * @param degrees of freedom of Student's distribution, more than 0
   */
  static double student(double degrees) {
    return TDistribution.of(degrees).inverseSurvivalProbability((1 - LEVEL) / 2);
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
}

package io.hybridperf.measurement.slo;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a value is held against a threshold.
 *
 * <p>A limit that is exactly reached is reached, and no rounding of a computer takes it away: a
 * value equals the threshold if it differs from it by less than one part in 10<sup>12</sup> (no two
 * counts that a run can hold are that near), or by up to what one count is worth, where the caller
 * says so.
 */
public enum Comparison {
  /** Lower is better, the threshold itself is a miss. */
  LESS("<"),
  /** Lower is better, the threshold itself is met. */
  AT_MOST("<="),
  /** Higher is better, the threshold itself is a miss. */
  MORE(">"),
  /** Higher is better, the threshold itself is met. */
  AT_LEAST(">=");

  private static final double ROUNDING = 1e-12;

  private final String symbol;

  Comparison(String symbol) {
    this.symbol = symbol;
  }

  /**
   * The operator, as {@code <}.
   *
   * @return one or two characters
   */
  public String symbol() {
    return symbol;
  }

  public boolean lowerIsBetter() {
    return this == LESS || this == AT_MOST;
  }

  /**
   * Whether a value meets a threshold.
   *
   * @param resolution values this near to the threshold equal it, 0 or more
   */
  boolean holds(double value, double threshold, double resolution) {
    boolean equal = same(value, threshold) || Math.abs(value - threshold) <= resolution;
    return switch (this) {
      case LESS -> !equal && value < threshold;
      case AT_MOST -> equal || value < threshold;
      case MORE -> !equal && value > threshold;
      case AT_LEAST -> equal || value > threshold;
    };
  }

  /** Whether two numbers differ by no more than their computation may have rounded. */
  static boolean same(double one, double other) {
    return Math.abs(one - other) <= ROUNDING * Math.abs(other);
  }

  static Optional<Comparison> of(String symbol) {
    return Arrays.stream(values()).filter(each -> each.symbol.equals(symbol)).findFirst();
  }
}

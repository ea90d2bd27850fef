package io.hybridperf.measurement.slo;

import java.util.Arrays;
import java.util.Optional;

/** How a value is held against a threshold. */
public enum Comparison {
  /** Lower is better, the threshold itself is a miss. */
  LESS("<"),
  /** Lower is better, the threshold itself is met. */
  AT_MOST("<="),
  /** Higher is better, the threshold itself is a miss. */
  MORE(">"),
  /** Higher is better, the threshold itself is met. */
  AT_LEAST(">=");

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

  boolean holds(double value, double threshold) {
    return switch (this) {
      case LESS -> value < threshold;
      case AT_MOST -> value <= threshold;
      case MORE -> value > threshold;
      case AT_LEAST -> value >= threshold;
    };
  }

  static Optional<Comparison> of(String symbol) {
    return Arrays.stream(values()).filter(each -> each.symbol.equals(symbol)).findFirst();
  }
}

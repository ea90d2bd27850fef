package io.hybridperf.measurement.stats;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.function.DoubleUnaryOperator;

/**
 * What several starts of a system say together, one value each. A start is a single observation
 * however long it runs: memory layout, compiled code and caches are drawn once for each, so that
 * answers within a start resemble each other more than those of two.
 *
 * <p>The interval is Student's around the mean of the values, or of their logarithms for times,
 * which are more alike in factors than in differences. The median, which one start that went wrong
 * does not move, is what is shown; the interval is stretched to hold it. With three starts it is
 * 2.5 standard deviations to both sides, with five 1.2, with ten 0.7.
 */
public final class BetweenStarts {

  /** Of fewer starts no interval means anything: with two, it is 9 standard deviations wide. */
  public static final int FEWEST_STARTS = 3;

  private final double[] values;
  private final boolean inFactors;
  private final double level;

  /**
   * @param values one of each start, {@value #FEWEST_STARTS} or more
   * @param inFactors whether they are alike in factors, as times are; values of 0 or less never are
   * @param level the confidence, in (0, 1)
   * @throws IllegalArgumentException if they are too few
   */
  public BetweenStarts(double[] values, boolean inFactors, double level) {
    if (values.length < FEWEST_STARTS) {
      throw new IllegalArgumentException(
          "%s starts, at least %s are needed".formatted(values.length, FEWEST_STARTS));
    }
    this.values = values.clone();
    this.inFactors = inFactors && Arrays.stream(values).allMatch(value -> value > 0);
    this.level = level;
  }

  /** {@return the value of the start in the middle} */
  public double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Trend.median(sorted);
  }

  /** {@return whether all starts have the same value, so that nothing is known of their spread} */
  public boolean areEqual() {
    return Arrays.stream(values).allMatch(value -> value == values[0]);
  }

  /** {@return in which the typical start lies} */
  public ConfidenceInterval interval() {
    double margin = margin(values.length);
    return new ConfidenceInterval(
        Math.min(median(), back().applyAsDouble(mean() - margin)),
        Math.max(median(), back().applyAsDouble(mean() + margin)));
  }

  /**
   * How many starts of this spread would show that a limit is kept.
   *
   * @param limit in the unit of the values
   * @param most beyond which nobody asks
   * @return more than there are; empty if that many do not either
   */
  public OptionalInt startsToShow(double limit, int most) {
    double distance = Math.abs((inFactors ? Math.log(limit) : limit) - mean());
    for (int starts = values.length + 1; starts <= most; starts++) {
      if (margin(starts) < distance) {
        return OptionalInt.of(starts);
      }
    }
    return OptionalInt.empty();
  }

  private double margin(int starts) {
    double mean = mean();
    double squares = Arrays.stream(scaled()).map(each -> (each - mean) * (each - mean)).sum();
    double deviation = Math.sqrt(squares / (values.length - 1));
    return ConfidenceInterval.student(starts - 1, level) * deviation / Math.sqrt(starts);
  }

  private double mean() {
    return Arrays.stream(scaled()).average().orElseThrow();
  }

  private double[] scaled() {
    return inFactors ? Arrays.stream(values).map(Math::log).toArray() : values;
  }

  private DoubleUnaryOperator back() {
    return inFactors ? Math::exp : DoubleUnaryOperator.identity();
  }
}

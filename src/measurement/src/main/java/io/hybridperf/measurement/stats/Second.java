package io.hybridperf.measurement.stats;

/**
 * What one second adds to a ratio of sums: the values and how many there were, errors and answers,
 * or answers and the second's length.
 *
 * @param sum what is added up
 * @param weight what it is divided by, at least 0; a second in which nothing happened has 0
 */
public record Second(double sum, double weight) {

  /** A second in which nothing happened. */
  public static final Second EMPTY = new Second(0, 0);

  /**
   * What two parts of a second add up to.
   *
   * @param other of the same second
   * @return the sums of both
   */
  public Second plus(Second other) {
    return new Second(sum + other.sum, weight + other.weight);
  }
}

package io.hybridperf.measurement.run;

/**
 * A stretch of time without a break.
 *
 * @param start seconds since recording started
 * @param end seconds since recording started
 */
public record Stretch(double start, double end) {

  /**
   * Its length.
   *
   * @return seconds, 0 or more
   */
  public double seconds() {
    return Math.max(0, end - start);
  }
}

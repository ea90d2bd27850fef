package io.hybridperf.measurement.load;

import java.time.Duration;

/** How the arrival rate of a phase runs over its time. Rates are arrivals per second. */
public sealed interface Shape {

  /**
   * The same rate throughout.
   *
   * @param rate arrivals per second, finite and not negative
   */
  record Constant(double rate) implements Shape {
    /**
     * @throws IllegalArgumentException if the rate is negative or not finite
     */
    public Constant {
      requireRate("rate", rate);
    }
  }

  /**
   * A straight line from one rate to another.
   *
   * @param from arrivals per second at the start
   * @param to arrivals per second at the end
   */
  record Ramp(double from, double to) implements Shape {
    /**
     * @throws IllegalArgumentException if a rate is negative or not finite
     */
    public Ramp {
      requireRate("from", from);
      requireRate("to", to);
    }
  }

  /**
   * {@code mean + amplitude * sin(2 pi t / period)}.
   *
   * @param mean arrivals per second around which the rate swings
   * @param amplitude the largest distance from the mean, at most the mean
   * @param period the time of one full swing, longer than zero
   */
  record Sine(double mean, double amplitude, Duration period) implements Shape {
    /**
     * @throws IllegalArgumentException if a rate is negative or not finite, the amplitude exceeds
     *     the mean, or the period is not positive
     */
    public Sine {
      requireRate("mean", mean);
      requireRate("amplitude", amplitude);
      if (amplitude > mean) {
        throw new IllegalArgumentException(
            "amplitude = %s exceeds mean = %s: the rate would be negative; lower the amplitude"
                .formatted(amplitude, mean));
      }
      if (!period.isPositive()) {
        throw new IllegalArgumentException(
            "period = %s must be longer than zero".formatted(period));
      }
    }
  }

  /** No arrivals. */
  record Pause() implements Shape {}

  /**
   * The same shape at another rate.
   *
   * @param factor what every rate is multiplied by, finite and not negative
   * @return the scaled shape
   */
  default Shape scaledBy(double factor) {
    return switch (this) {
      case Constant(double rate) -> new Constant(rate * factor);
      case Ramp(double from, double to) -> new Ramp(from * factor, to * factor);
      case Sine(double mean, double amplitude, Duration period) ->
          new Sine(mean * factor, amplitude * factor, period);
      case Pause pause -> pause;
    };
  }

  /**
   * The highest rate of this shape.
   *
   * @return arrivals per second
   */
  default double highestRate() {
    return switch (this) {
      case Constant(double rate) -> rate;
      case Ramp(double from, double to) -> Math.max(from, to);
      case Sine(double mean, double amplitude, Duration period) -> mean + amplitude;
      case Pause pause -> 0;
    };
  }

  private static void requireRate(String name, double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s = %s must be a finite number of arrivals per second, 0 or more"
              .formatted(name, rate));
    }
  }
}

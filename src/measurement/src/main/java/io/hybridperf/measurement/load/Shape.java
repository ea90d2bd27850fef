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
   * For the first half a straight line from a tenth of the rate up to it, then the rate. A system
   * that was just started compiles while it has little to do; at the full rate from its first
   * second it would queue and shed, and compile late.
   *
   * @param rate arrivals per second of the second half
   */
  record RampUp(double rate) implements Shape {
    /** The share of the rate that it begins with. */
    static final double FIRST_SHARE = 0.1;

    /** The share of the time until the rate is reached. */
    static final double RISING_SHARE = 0.5;

    /**
     * @throws IllegalArgumentException if the rate is negative or not finite
     */
    public RampUp {
      requireRate("rate", rate);
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
      case RampUp(double rate) -> new RampUp(rate * factor);
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
      case RampUp(double rate) -> rate;
      case Sine(double mean, double amplitude, Duration period) -> mean + amplitude;
      case Pause pause -> 0;
    };
  }

  /**
   * What goes on as this shape ended, where that is to go on.
   *
   * @return the constant rate of a shape that rose to one; otherwise this shape
   */
  default Shape continued() {
    return this instanceof RampUp(double rate) ? new Constant(rate) : this;
  }

  private static void requireRate(String name, double rate) {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException(
          "%s = %s must be a finite number of arrivals per second, 0 or more"
              .formatted(name, rate));
    }
  }
}

package io.hybridperf.measurement.load;

/** How many arrivals a phase's rate adds up to, and when: the integral of the rate over time. */
sealed interface RateIntegral {

  /** The integral for the shape of a phase. */
  static RateIntegral of(Phase phase) {
    return switch (phase.shape()) {
      case Shape.Pause() -> new Linear(0, 0);
      case Shape.Constant(double rate) -> new Linear(rate, 0);
      case Shape.Ramp(double from, double to) ->
          new Linear(from, (to - from) / (phase.duration().toNanos() / 1e9));
      case Shape.RampUp(double rate) -> RampUp.of(rate, phase.duration().toNanos() / 1e9);
      case Shape.Sine(double mean, double amplitude, var period) ->
          new Sine(mean, amplitude, period.toNanos() / 1e9);
    };
  }

  /**
   * Arrivals from the phase's start on.
   *
   * @param seconds since the start, 0 or more
   * @return 0 or more, with fractions
   */
  double until(double seconds);

  /**
   * The inverse of {@link #until}.
   *
   * @param arrivals 0 or more, and not more than the phase has
   * @return seconds since the phase's start
   */
  double secondsUntil(double arrivals);

  /** A rate of {@code from + slope * t} arrivals per second. */
  record Linear(double from, double slope) implements RateIntegral {
    @Override
    public double until(double seconds) {
      return seconds * (from + slope * seconds / 2);
    }

    @Override
    public double secondsUntil(double arrivals) {
      if (arrivals == 0) {
        return 0;
      }
      // The root of slope/2 t^2 + from t = arrivals in the form that does not cancel and divides
      // by no slope. Rounding may take what is under the root below zero where a ramp ends at 0.
      return 2 * arrivals / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * arrivals)));
    }
  }

  /** A line up to a rate, and from then on that rate. */
  record RampUp(Linear rising, double risingSeconds, double rate) implements RateIntegral {

    static RampUp of(double rate, double seconds) {
      double from = rate * Shape.RampUp.FIRST_SHARE;
      double rising = seconds * Shape.RampUp.RISING_SHARE;
      return new RampUp(new Linear(from, (rate - from) / rising), rising, rate);
    }

    @Override
    public double until(double seconds) {
      return seconds <= risingSeconds
          ? rising.until(seconds)
          : rising.until(risingSeconds) + rate * (seconds - risingSeconds);
    }

    @Override
    public double secondsUntil(double arrivals) {
      double whileRising = rising.until(risingSeconds);
      return arrivals <= whileRising
          ? rising.secondsUntil(arrivals)
          : risingSeconds + (arrivals - whileRising) / rate;
    }
  }

  /** A rate of {@code mean + amplitude * sin(2 pi t / period)}. */
  record Sine(double mean, double amplitude, double period) implements RateIntegral {

    private static final double PRECISION_SECONDS = 1e-11;
    private static final int MOST_ITERATIONS = 100;

    private double omega() {
      return 2 * Math.PI / period;
    }

    @Override
    public double until(double seconds) {
      return mean * seconds + amplitude / omega() * (1 - Math.cos(omega() * seconds));
    }

    /** By Newton's method, halving the interval instead where that would leave it. */
    @Override
    public double secondsUntil(double arrivals) {
      if (arrivals == 0) {
        return 0;
      }
      double swings = Math.floor(arrivals / (mean * period));
      double rest = arrivals - swings * mean * period;
      // The swing adds between nothing and 2 amplitude / omega to the mean.
      double low = Math.max(0, (rest - 2 * amplitude / omega()) / mean);
      double high = rest / mean;
      double seconds = (low + high) / 2;
      for (int n = 0; n < MOST_ITERATIONS; n++) {
        double excess = until(seconds) - rest;
        if (excess > 0) {
          high = seconds;
        } else {
          low = seconds;
        }
        double newton = seconds - excess / (mean + amplitude * Math.sin(omega() * seconds));
        double next = newton > low && newton < high ? newton : (low + high) / 2;
        if (Math.abs(next - seconds) < PRECISION_SECONDS) {
          seconds = next;
          break;
        }
        seconds = next;
      }
      return swings * period + seconds;
    }
  }
}

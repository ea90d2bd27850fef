package io.hybridperf.measurement.load;

/** The arrivals of one phase. */
sealed interface Arrivals permits EvenArrivals, PoissonArrivals, SharedArrivals {

  /**
   * The arrivals of a phase: as many as its rate's integral, rounded.
   *
   * @param phase the phase
   * @return evenly spaced arrivals
   */
  static Arrivals evenly(Phase phase) {
    RateIntegral integral = RateIntegral.of(phase);
    return new EvenArrivals(
        integral, Math.round(phase.expectedArrivals()), phase.duration().toNanos());
  }

  /**
   * As many arrivals as {@link #evenly}, at random times.
   *
   * @param phase the phase
   * @param seed the same seed gives the same times
   * @return arrivals of a Poisson process
   */
  static Arrivals poisson(Phase phase, long seed) {
    RateIntegral integral = RateIntegral.of(phase);
    return new PoissonArrivals(
        integral, Math.round(phase.expectedArrivals()), phase.duration().toNanos(), seed);
  }

  /** How many there are, 0 or more. */
  long count();

  /** Nanoseconds from the phase's start to arrival {@code index}, counted from 0; never falling. */
  long offsetNanos(long index);
}

package io.hybridperf.measurement.load;

/** Arrival i comes when the integral of the rate reaches i: the first one at once. */
record EvenArrivals(RateIntegral integral, long count, long phaseNanos) implements Arrivals {

  @Override
  public long offsetNanos(long index) {
    // Rounding must not push the last one out of the phase.
    return Math.min(Math.round(integral.secondsUntil((double) index) * 1e9), phaseNanos - 1);
  }
}

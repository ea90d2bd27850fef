package io.hybridperf.measurement.load;

/** The arrivals of one phase. */
sealed interface Arrivals permits ShardedArrivals, PoissonArrivals {

  long count();

  /** Milliseconds from the phase's start to arrival {@code index} of the phase, counted from 0. */
  long offsetMillis(long index);
}

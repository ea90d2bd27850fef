package io.hybridperf.measurement.load;

/**
 * Those of a phase's arrivals that one {@link Share} has.
 *
 * @param whole all of the phase
 * @param first which of them is the share's first
 * @param step from one to the next
 * @param count how many there are
 */
record SharedArrivals(Arrivals whole, long first, int step, long count) implements Arrivals {

  /**
   * Deals a phase's arrivals out.
   *
   * @param whole all of the phase
   * @param before how many arrivals of the whole plan come before the phase
   * @param share whose they are to be
   */
  static Arrivals of(Arrivals whole, long before, Share share) {
    long ownBefore = share.countOf(before);
    return share.isWhole()
        ? whole
        : new SharedArrivals(
            whole,
            share.inWhole(ownBefore) - before,
            share.of(),
            share.countOf(before + whole.count()) - ownBefore);
  }

  @Override
  public long offsetNanos(long index) {
    return whole.offsetNanos(first + index * step);
  }
}

package io.hybridperf.coordinator.store.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The shortest time that anybody queued in an interval. In a burst some wait and others do not;
 * only where a queue never drains does everybody wait (the idea of CoDel, RFC 8289).
 */
public final class QueueDelay {

  private static final long NONE = Long.MAX_VALUE;

  private final AtomicLong minimumNanos = new AtomicLong(NONE);

  /**
   * Records one wait.
   *
   * @param nanos how long; 0 if there was no queue
   */
  public void record(long nanos) {
    if (nanos < minimumNanos.get()) {
      minimumNanos.accumulateAndGet(nanos, Math::min);
    }
  }

  /** The shortest wait since the last call, in nanoseconds; 0 if there was none. */
  public long takeMinimumNanos() {
    long nanos = minimumNanos.getAndSet(NONE);
    return nanos == NONE ? 0 : nanos;
  }
}

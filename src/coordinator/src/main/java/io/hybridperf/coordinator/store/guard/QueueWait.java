package io.hybridperf.coordinator.store.guard;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The least that anybody had to wait in a queue since it was last looked at. A burst lets some wait
 * and others not; only a queue that stands makes everybody wait (the idea of CoDel, RFC 8289).
 */
public final class QueueWait {

  private static final long NOBODY = Long.MAX_VALUE;

  private final AtomicLong least = new AtomicLong(NOBODY);

  /** Somebody waited so long; zero if there was no queue. */
  public void waited(long nanos) {
    if (nanos < least.get()) {
      least.accumulateAndGet(nanos, Math::min);
    }
  }

  /** The least wait since the last call, in nanoseconds; 0 if nobody came. */
  public long takeLeastNanos() {
    long nanos = least.getAndSet(NOBODY);
    return nanos == NOBODY ? 0 : nanos;
  }
}

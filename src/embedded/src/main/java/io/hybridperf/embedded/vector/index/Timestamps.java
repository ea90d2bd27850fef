package io.hybridperf.embedded.vector.index;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Milvus's hybrid timestamps: milliseconds since 1970, then 18 bits that tell apart those of one.
 */
public final class Timestamps {
  private static final int LOGICAL_BITS = 18;
  private static final AtomicLong LAST = new AtomicLong();

  private Timestamps() {}

  /** A timestamp greater than any before it in this process. */
  public static long next() {
    long now = System.currentTimeMillis() << LOGICAL_BITS;
    return LAST.updateAndGet(last -> Math.max(last + 1, now));
  }
}

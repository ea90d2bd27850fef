package io.hybridperf.coordinator.store.guard;

import java.time.Duration;

/**
 * Recognises a dead store: nothing but failures, enough of them, over a long enough time. After a
 * pause of the machine, however long, what was in flight fails within a moment and calls then
 * succeed, so a pause does not look like this.
 */
final class ConsecutiveFailures {

  private final int minimum;
  private final long minimumSpanNanos;
  private int failures;
  private long firstNanos;

  /**
   * @param minimum how many failures there must be without a success between them
   * @param minimumSpan how long it must be from the first to the last of them
   */
  ConsecutiveFailures(int minimum, Duration minimumSpan) {
    this.minimum = minimum;
    this.minimumSpanNanos = minimumSpan.toNanos();
  }

  /**
   * Counts a failure; returns whether the store is dead.
   *
   * @param nowNanos on {@link System#nanoTime()}
   */
  synchronized boolean failed(long nowNanos) {
    if (failures++ == 0) {
      firstNanos = nowNanos;
    }
    return failures >= minimum && nowNanos - firstNanos >= minimumSpanNanos;
  }

  /** Starts anew, after a success or when the breaker has opened. */
  synchronized void reset() {
    failures = 0;
  }
}

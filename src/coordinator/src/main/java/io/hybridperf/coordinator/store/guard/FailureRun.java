package io.hybridperf.coordinator.store.guard;

import java.time.Duration;

/**
 * Failures with no success between them. A store that is dead has nothing else; after a pause of
 * the machine, however long, what was under way fails within a moment, and then calls succeed.
 */
public final class FailureRun {

  private final int least;
  private final long lastingNanos;
  private int failures;
  private long firstNanos;

  /**
   * @param least how many failures make a run that counts
   * @param lasting how long it takes from the first to the last of them at least
   */
  public FailureRun(int least, Duration lasting) {
    this.least = least;
    this.lastingNanos = lasting.toNanos();
  }

  /**
   * One more; returns whether the run counts.
   *
   * @param nowNanos on {@link System#nanoTime()}
   */
  public synchronized boolean failed(long nowNanos) {
    if (failures++ == 0) {
      firstNanos = nowNanos;
    }
    return failures >= least && nowNanos - firstNanos >= lastingNanos;
  }

  /** Ends the run. */
  public synchronized void end() {
    failures = 0;
  }
}

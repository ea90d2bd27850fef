package io.hybridperf.suite.run;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Finds out that a generator will not keep up: whoever is due waits in its memory, more and more of
 * them, until that is full. For one thread.
 */
public final class LagLimit {
  /** How late is too late; nothing that is measured then is worth anything. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  // After a pause of the machine, what was due meanwhile is sent in less.
  private static final Duration FOR = Duration.ofSeconds(3);

  private final LongSupplier behindNanos;
  private final LongSupplier nanoTime;
  private boolean late;
  private long lateSinceNanos;

  /**
   * @param behindNanos for how long somebody who has not come has been due
   */
  public LagLimit(LongSupplier behindNanos) {
    this(behindNanos, System::nanoTime);
  }

  LagLimit(LongSupplier behindNanos, LongSupplier nanoTime) {
    this.behindNanos = behindNanos;
    this.nanoTime = nanoTime;
  }

  /** {@return one that is never exceeded} */
  static LagLimit none() {
    return new LagLimit(() -> 0);
  }

  /** {@return whether it has been too late, whenever it was asked, for three seconds} */
  boolean exceeded() {
    long now = nanoTime.getAsLong();
    boolean lateNow = behindNanos.getAsLong() > LIMIT.toNanos();
    if (lateNow && !late) {
      lateSinceNanos = now;
    }
    late = lateNow;
    return late && now - lateSinceNanos >= FOR.toNanos();
  }
}

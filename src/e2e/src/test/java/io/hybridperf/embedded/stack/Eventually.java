package io.hybridperf.embedded.stack;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for a condition. */
public final class Eventually {
  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private Eventually() {}

  /** The first value that satisfies the condition, looked at again and again. */
  public static <T> T get(Duration limit, Callable<T> value, Predicate<T> condition)
      throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T now = value.call();
      if (condition.test(now)) {
        return now;
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + limit + "; last seen: " + now);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}

package io.hybridperf.suite.live;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The verdict so far. Judging reads all that has been recorded, seconds of a processor late in a
 * long run, on the machine that makes the load: so however many ask, it takes no more than a small
 * share of the time, and what was found last is answered meanwhile.
 */
final class LiveVerdict {
  /** At least so many times as long as judging took passes before it is done again: 2 %. */
  private static final long REST = 50;

  private final Supplier<String> judge;
  private final LongSupplier clock;
  private String last = "";
  private long nextNanoTime;

  /**
   * @param judge judges what has been recorded, into JSON
   * @param clock as {@link System#nanoTime()}
   */
  LiveVerdict(Supplier<String> judge, LongSupplier clock) {
    this.judge = judge;
    this.clock = clock;
  }

  /** {@return the newest that may be had} */
  synchronized String json() {
    long began = clock.getAsLong();
    if (last.isEmpty() || began - nextNanoTime >= 0) {
      last = judge.get();
      long ended = clock.getAsLong();
      nextNanoTime = ended + REST * (ended - began);
    }
    return last;
  }
}

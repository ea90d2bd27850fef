package io.hybridperf.suite.injector;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The time that people's clocks show. */
@FunctionalInterface
interface WallClock {

  /** This machine's. */
  WallClock SYSTEM = () -> nanos(Instant.now());

  /** {@return nanoseconds since 1970} */
  long epochNanos();

  private static long nanos(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }

  /** {@return the instant} */
  static Instant instant(long epochNanos) {
    return Instant.ofEpochSecond(0, epochNanos);
  }
}

package io.hybridperf.measurement.record;

/** The time a {@link RunRecorder} goes by, so that tests can make their own. */
public interface RecorderClock {

  /** The machine's clocks. */
  RecorderClock SYSTEM =
      new RecorderClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /**
   * A clock that never steps, as {@link System#nanoTime()}.
   *
   * @return nanoseconds from an arbitrary origin
   */
  long nanoTime();

  /**
   * The wall clock, read once when recording starts.
   *
   * @return milliseconds since 1970
   */
  long epochMillis();
}

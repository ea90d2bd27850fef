package io.hybridperf.measurement.record;

/** Time that stands still until it is moved. */
public final class ManualClock implements RecorderClock {

  private long nanos = 5_000_000_000L;

  @Override
  public long nanoTime() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L;
  }

  public void moveTo(long nanoTime) {
    nanos = nanoTime;
  }

  public void advanceNanos(long by) {
    nanos += by;
  }
}

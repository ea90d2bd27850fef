package io.hybridperf.coordinator.search;

import io.hybridperf.api.v1.StageMicros;
import java.util.concurrent.TimeUnit;

/**
 * How long the stages of one search took. A stage that ran took at least a microsecond: 0 says that
 * it did not run.
 */
final class StageTimes {

  private final long arrivalNanos;
  long vectorNanos;
  long graphNanos;
  long policyNanos;
  long aggregationNanos;

  StageTimes(long arrivalNanos) {
    this.arrivalNanos = arrivalNanos;
  }

  /** The times, the total being until now. */
  StageMicros toMicros() {
    return StageMicros.newBuilder()
        .setVector(micros(vectorNanos))
        .setGraph(micros(graphNanos))
        .setPolicy(micros(policyNanos))
        .setAggregation(micros(aggregationNanos))
        .setTotal(micros(System.nanoTime() - arrivalNanos))
        .build();
  }

  private static long micros(long nanos) {
    return nanos <= 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMicros(nanos));
  }
}

package io.hybridperf.coordinator.search;

import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.tracing.RequestTrace;
import java.util.concurrent.TimeUnit;

/**
 * How long the stages of one search took. A stage that ran took at least a microsecond: 0 says that
 * it did not run.
 */
final class StageTimes {

  private final long arrivalNanos;
  private final RequestTrace trace;
  private long vectorNanos;
  private long graphNanos;
  private long policyNanos;
  private long aggregationNanos;

  StageTimes(long arrivalNanos, RequestTrace trace) {
    this.arrivalNanos = arrivalNanos;
    this.trace = trace;
  }

  /** The vector store was asked until now. */
  void vector(long startNanos) {
    vectorNanos += ended("vector", startNanos, System.nanoTime());
  }

  /** The graph store was asked until now. */
  void graph(long startNanos) {
    graphNanos += ended("graph", startNanos, System.nanoTime());
  }

  /** The policy store was asked, beside others perhaps. */
  void policy(long startNanos, long endNanos) {
    policyNanos = ended("policy", startNanos, endNanos);
  }

  /** The answer was put together until now. */
  void aggregation(long startNanos) {
    aggregationNanos = ended("aggregation", startNanos, System.nanoTime());
  }

  private long ended(String stage, long startNanos, long endNanos) {
    trace.stage(stage, startNanos, endNanos);
    return endNanos - startNanos;
  }

  /** Hands the stages that ran to the metrics. */
  void time(CoordinatorMetrics metrics) {
    time(metrics, Stage.STAGE_VECTOR, vectorNanos);
    time(metrics, Stage.STAGE_GRAPH, graphNanos);
    time(metrics, Stage.STAGE_POLICY, policyNanos);
    time(metrics, Stage.STAGE_UNSPECIFIED, aggregationNanos);
  }

  private static void time(CoordinatorMetrics metrics, Stage stage, long nanos) {
    if (nanos > 0) {
      metrics.stage(stage, nanos);
    }
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

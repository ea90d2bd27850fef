package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;

/**
 * How one rate of a capacity search went.
 *
 * @param phase the name of its phase
 * @param rate requests a second that were planned
 * @param throughput OK answers a second while it lasted
 * @param meanNanos mean response time of OK answers, from the planned arrival; NaN if there were
 *     none
 * @param p50Nanos median as it is judged ({@link io.hybridperf.measurement.run.CallTimes})
 * @param p99Nanos 99th percentile as it is judged
 * @param samples how many OK answers
 * @param errorRate errors among what was not shed, 0 to 1; requests without an answer are errors
 * @param shedRate refused by a server that protects itself, among all, 0 to 1
 * @param lagP99Nanos 99th percentile of the generator's own lateness
 * @param outcome the verdict
 * @param reason what was missed; empty if nothing was
 */
public record CapacityStep(
    String phase,
    double rate,
    double throughput,
    double meanNanos,
    long p50Nanos,
    long p99Nanos,
    long samples,
    double errorRate,
    double shedRate,
    long lagP99Nanos,
    Outcome outcome,
    String reason) {

  private static final double KEEPS_UP = 0.95;

  /** Requests in the system on average, by Little's law. */
  double concurrency() {
    return throughput * meanNanos / 1e9;
  }

  double power() {
    return throughput / meanNanos;
  }

  /** Whether its numbers are the system's: the generator was on time, and there were answers. */
  boolean describesSystem() {
    return outcome != Outcome.GENERATOR_LATE && samples > 0;
  }

  /** Whether the system was in a steady state: a queue that grows has no mean. */
  boolean isSteady() {
    return describesSystem()
        && throughput >= KEEPS_UP * rate
        && errorRate + shedRate < 1 - KEEPS_UP;
  }
}

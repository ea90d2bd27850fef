package io.hybridperf.measurement.verdict;

/** The outcome of a run. */
public enum VerdictStatus {
  /** Every gated SLO reached the gate's tier. */
  PASS,
  /** A gated SLO missed the gate's tier, or was not measured. */
  FAIL,
  /**
   * The load generator did not keep its schedule, or the run's folder is damaged: the numbers say
   * nothing about the system.
   */
  INVALID,
  /** The run was cut short: the numbers hold up to the second stated. */
  INCOMPLETE
}

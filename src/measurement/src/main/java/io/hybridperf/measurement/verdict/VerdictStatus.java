package io.hybridperf.measurement.verdict;

/** The outcome of a run. */
public enum VerdictStatus {
  /** Every gated SLO reached the gate's tier. */
  PASS,
  /**
   * A gated SLO missed the gate's tier, or was not measured; or the system does not hold the rate,
   * which is a reason that begins with {@value Judge#UNSTABLE}.
   */
  FAIL,
  /**
   * Every gated SLO reaches the gate's tier by its value, but not at the wanted confidence; or the
   * system was not steady when it began to be judged. Not a pass: the results and reasons say what
   * would show it.
   */
  UNSURE,
  /**
   * The load generator did not keep its schedule, or the run's folder is damaged: the numbers say
   * nothing about the system.
   */
  INVALID,
  /** The run was cut short: the numbers hold up to the second stated. */
  INCOMPLETE,
  /**
   * The run had a {@linkplain io.hybridperf.measurement.load.Share share} of a load and kept its
   * schedule: whether the system is good enough only all shares together say, once they are merged.
   */
  SHARE
}

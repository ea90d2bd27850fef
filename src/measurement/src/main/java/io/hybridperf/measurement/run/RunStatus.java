package io.hybridperf.measurement.run;

/** How far a run has come. */
public enum RunStatus {
  /** Started; or killed, if nothing runs any more. */
  RUNNING,
  /** Reached the end of its plan. */
  COMPLETE,
  /** Ended before the end of its plan, and said so. */
  INCOMPLETE,
  /** Ended before the end of its plan, since the generator was seconds behind it. */
  GENERATOR_LATE
}

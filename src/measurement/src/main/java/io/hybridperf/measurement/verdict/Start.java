package io.hybridperf.measurement.verdict;

/**
 * One of several runs of a simulation, each with a system that was started anew.
 *
 * @param folder the name of its folder, in that of all
 * @param verdict on it
 */
public record Start(String folder, Verdict verdict) {

  /** Whether its numbers are the system's, and all that were to be measured. */
  boolean isSound() {
    return verdict.status() != VerdictStatus.INVALID
        && verdict.status() != VerdictStatus.INCOMPLETE;
  }
}

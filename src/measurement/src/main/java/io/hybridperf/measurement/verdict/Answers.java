package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.Status;

/**
 * How requests ended.
 *
 * @param ok answered and correct
 * @param errors answered with an error, or by their deadline, or not at all in a finished run
 * @param shed refused by a server that protects itself
 */
public record Answers(long ok, long errors, long shed) {

  static final Answers NONE = new Answers(0, 0, 0);

  Answers plus(String status, long n) {
    return switch (status) {
      case Status.OK -> new Answers(ok + n, errors, shed);
      case Status.RESOURCE_EXHAUSTED -> new Answers(ok, errors, shed + n);
      default -> new Answers(ok, errors + n, shed);
    };
  }

  /**
   * What the server took on: everything that was not shed.
   *
   * @return OK answers and errors
   */
  public long accepted() {
    return ok + errors;
  }

  /**
   * All answers.
   *
   * @return OK answers, errors and shed requests
   */
  public long total() {
    return ok + errors + shed;
  }

  /**
   * Errors among what the server took on. Shed requests are on neither side of it: they have a rate
   * of their own, and must not thin out the errors of the rest.
   *
   * @return 0 to 1; NaN if nothing was accepted
   */
  public double errorRate() {
    return (double) errors / accepted();
  }

  /**
   * Shed requests among all.
   *
   * @return 0 to 1; NaN if there were none at all
   */
  public double shedRate() {
    return (double) shed / total();
  }
}

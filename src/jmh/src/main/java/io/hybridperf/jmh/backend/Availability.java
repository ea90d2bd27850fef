package io.hybridperf.jmh.backend;

/** Whether a backend can run on this machine, and if not, why not and what would change that. */
public sealed interface Availability {

  /** It can run. */
  record Available() implements Availability {}

  /**
   * It cannot.
   *
   * @param reason one line: what is missing and how to get it
   */
  record Unavailable(String reason) implements Availability {}

  /** {@return that the backend can run} */
  static Availability ok() {
    return new Available();
  }

  /**
   * {@return that the backend cannot run}
   *
   * @param reason one line: what is missing and how to get it
   */
  static Availability no(String reason) {
    return new Unavailable(reason);
  }
}

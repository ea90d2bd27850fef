package io.hybridperf.gatling.grpc;

/** What is said of an exception in a scenario's own code. */
final class Crash {
  private Crash() {}

  /** An EL or a function of a scenario that gave no value. */
  static final class UnresolvedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnresolvedException(String message) {
      // No stack trace: it is a message on its way to the report.
      super(message, null, false, false);
    }
  }

  /**
   * Describes it in one line.
   *
   * @throws VirtualMachineError if that is what it is: the run cannot go on
   */
  static String message(Throwable crash) {
    rethrowFatal(crash);
    if (crash instanceof UnresolvedException) {
      return String.valueOf(crash.getMessage());
    }
    return crash.getMessage() == null ? kind(crash) : kind(crash) + ": " + crash.getMessage();
  }

  /** Throws it on if the run cannot go on after it. */
  static void rethrowFatal(Throwable crash) {
    if (crash instanceof VirtualMachineError fatal && !(crash instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  /** Its class alone, where its message may hold text of a server's. */
  static String kind(Throwable crash) {
    return crash.getClass().getSimpleName();
  }
}

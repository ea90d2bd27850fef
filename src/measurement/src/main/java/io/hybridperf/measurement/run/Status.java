package io.hybridperf.measurement.run;

/**
 * The statuses that recording knows by name. Any other gRPC status name is an error like {@code
 * UNAVAILABLE}.
 */
public final class Status {

  /** An answer that passed every check. */
  public static final String OK = "OK";

  /** The server refused the request to protect itself: counted as shed, not as an error. */
  public static final String RESOURCE_EXHAUSTED = "RESOURCE_EXHAUSTED";

  /** The call was given up when its deadline had passed. */
  public static final String DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED";

  /** An answer came, and was not what was wanted. */
  public static final String CHECK_FAILED = "CHECK_FAILED";

  private Status() {}

  /**
   * Whether an answer passed every check.
   *
   * @param status a status's name
   * @return true for {@link #OK}
   */
  public static boolean isOk(String status) {
    return status.equals(OK);
  }

  /**
   * Whether an answer came, right or wrong.
   *
   * @param status a status's name
   * @return true for {@link #OK} and {@link #CHECK_FAILED}
   */
  public static boolean isAnswer(String status) {
    return isOk(status) || status.equals(CHECK_FAILED);
  }

  /**
   * Whether a request was refused by a server that protects itself.
   *
   * @param status a status's name
   * @return true for {@link #RESOURCE_EXHAUSTED}
   */
  public static boolean isShed(String status) {
    return status.equals(RESOURCE_EXHAUSTED);
  }

  /**
   * Whether a request failed.
   *
   * @param status a status's name
   * @return true if it is neither OK nor shed
   */
  public static boolean isError(String status) {
    return !isOk(status) && !isShed(status);
  }
}

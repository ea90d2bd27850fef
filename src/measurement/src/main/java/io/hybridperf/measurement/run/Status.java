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

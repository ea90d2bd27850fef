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

  private Status() {}
}

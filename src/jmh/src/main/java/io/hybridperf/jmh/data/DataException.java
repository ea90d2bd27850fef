package io.hybridperf.jmh.data;

/** A data set that cannot be had: it does not fit, cannot be read, or is not what it says. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param message one line: what, and what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * Says why.
   *
   * @param message one line: what, and what to do
   * @param cause what was thrown below
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}

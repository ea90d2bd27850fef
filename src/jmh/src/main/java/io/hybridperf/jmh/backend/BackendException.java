package io.hybridperf.jmh.backend;

/** An engine's failure, with the engine's own text. */
public final class BackendException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what failed, in one line
   */
  public BackendException(String message) {
    super(message);
  }

  /**
   * @param message what failed, in one line
   * @param cause the engine's exception
   */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}

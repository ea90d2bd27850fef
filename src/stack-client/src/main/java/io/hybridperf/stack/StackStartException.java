package io.hybridperf.stack;

/** The embedded stack was not built, or did not become ready; the message says why, in one line. */
public final class StackStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StackStartException(String message) {
    super(message);
  }

  StackStartException(String message, Throwable cause) {
    super(message, cause);
  }
}

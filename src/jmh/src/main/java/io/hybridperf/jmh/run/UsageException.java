package io.hybridperf.jmh.run;

/** A mistake in what was asked for, said in one line with the remedy; no stack trace. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says what is wrong.
   *
   * @param message one line: setting, value, remedy
   */
  public UsageException(String message) {
    super(message);
  }
}

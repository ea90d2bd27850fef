package io.hybridperf.embedded.start;

/**
 * The stack cannot start, for a reason a person can do something about. The message is one line and
 * names the reason and the remedy.
 */
public final class StackException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * A failure.
   *
   * @param reasonAndRemedy one line
   */
  public StackException(String reasonAndRemedy) {
    super(reasonAndRemedy);
  }

  /**
   * A failure that has a cause.
   *
   * @param reasonAndRemedy one line
   * @param cause for the log
   */
  public StackException(String reasonAndRemedy, Throwable cause) {
    super(reasonAndRemedy, cause);
  }
}

package io.hybridperf.embedded.stack;

/**
 * The stack cannot start, for a reason a person can do something about. The message is one line and
 * names the reason and the remedy.
 */
public final class StackException extends Exception {
  private static final long serialVersionUID = 1L;

  public StackException(String reasonAndRemedy) {
    super(reasonAndRemedy);
  }

  public StackException(String reasonAndRemedy, Throwable cause) {
    super(reasonAndRemedy, cause);
  }
}

package io.hybridperf.embedded;

/**
 * The stack cannot start, for a reason a person can do something about. The message is one line and
 * names the reason and the remedy.
 */
public final class StackException extends Exception {
  private static final long serialVersionUID = 1L;

  StackException(String reasonAndRemedy) {
    super(reasonAndRemedy);
  }

  StackException(String reasonAndRemedy, Throwable cause) {
    super(reasonAndRemedy, cause);
  }
}

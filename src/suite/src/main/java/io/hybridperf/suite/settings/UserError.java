package io.hybridperf.suite.settings;

/**
 * Something the person who started the run can mend: a setting, an address, a missing file. Its
 * message is the one line that person sees, and names the setting, the value and the remedy.
 */
public final class UserError extends RuntimeException {
  /** The exit status of a JVM that ends with such a line: EX_USAGE of sysexits.h. */
  public static final int EXIT_STATUS = 64;

  private static final long serialVersionUID = 1;

  /**
   * @param message one line
   */
  public UserError(String message) {
    super(message, null, false, false);
  }
}

package io.hybridperf.suite.settings;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

  /**
   * {@return what a step gives} If it finds a mistake of the user's, the JVM ends with that one
   * line on standard error and status {@value #EXIT_STATUS}.
   *
   * @param step to take
   */
  public static <T extends @Nullable Object> T orExit(Supplier<T> step) {
    try {
      return step.get();
    } catch (UserError e) {
      System.err.println("hybrid-perf: " + e.getMessage());
      System.exit(EXIT_STATUS);
      throw e;
    }
  }
}

package io.hybridperf.suite.watch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a run says to the people who watch it: lines on standard output. */
public final class Console {
  private Console() {}

  /**
   * Says a line.
   *
   * @param line of any length
   */
  public static void say(String line) {
    System.out.println(line);
  }

  /**
   * Says a line, numbers written as in English.
   *
   * @param format of {@link java.util.Formatter}
   * @param values what it holds
   */
  @SuppressWarnings("AnnotateFormatMethod") // The annotation would be a dependency for this line.
  public static void say(String format, @Nullable Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }
}

package io.hybridperf.suite.watch;

import java.util.Locale;

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
  public static void say(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }
}

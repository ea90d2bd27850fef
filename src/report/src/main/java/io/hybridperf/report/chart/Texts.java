package io.hybridperf.report.chart;

import java.util.regex.Pattern;

/** Texts that came from a server or a folder. */
public final class Texts {

  /** What neither XML nor a terminal should get: controls, halves of characters, no characters. */
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cs}\\x{FFFE}\\x{FFFF}]+");

  private Texts() {}

  /**
   * A text of a bearable length, on one line.
   *
   * @param text any
   * @param most characters
   * @return the text, or its beginning and how long it is
   */
  public static String shortened(String text, int most) {
    String line = UNFIT.matcher(text).replaceAll(" ");
    if (line.length() <= most) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most;
    return "%s… (%s characters)".formatted(line.substring(0, end), text.length());
  }
}

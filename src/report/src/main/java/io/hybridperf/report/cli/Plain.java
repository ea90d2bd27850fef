package io.hybridperf.report.cli;

import java.util.Locale;

/**
 * Texts out of folders that others may have written, made fit to be shown: nothing in them moves a
 * terminal's cursor, turns the direction of the line, or ends a cell of a table.
 */
public final class Plain {
  private static final int LONGEST = 300;

  private Plain() {}

  /**
   * One line for a terminal or a log.
   *
   * @param text any
   * @return without line breaks, control characters and those that set the direction of writing, at
   *     most 300 characters
   */
  public static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .map(each -> isHarmless(each) ? each : ' ')
        .forEach(line::appendCodePoint);
    return text.codePointCount(0, text.length()) > LONGEST ? line + "..." : line.toString();
  }

  /**
   * Whether a character is itself and changes nothing beside it.
   *
   * @param codePoint any
   * @return false for control characters, formats (as right-to-left marks), halves of surrogates
   *     and separators of lines
   */
  public static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * Text within a line of Markdown, a cell of a table among them: it stays text in GitHub's and
   * other dialects.
   *
   * @param text any
   * @return the line with HTML and the marks of Markdown escaped
   */
  public static String markdown(String text) {
    return line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        // No mention of people or issues by accident, no link that nobody wrote.
        .replace("@", "&#64;")
        .replace("://", "&#58;//")
        .replaceAll("([\\\\`*_{}\\[\\]()#+!|~-])", "\\\\$1");
  }

  /**
   * A number with as many digits as matter.
   *
   * @param value any
   * @return four significant digits, thousands with their commas; {@code -} for what is no number
   */
  public static String number(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "-";
    }
    return String.format(
        Locale.ROOT,
        size >= 1_000
            ? "%,.0f"
            : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : size >= 1 ? "%.3f" : "%.4f",
        value);
  }
}

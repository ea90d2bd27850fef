package io.hybridperf.suite.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds an include that stands behind settings of its group, which it would override: people mean
 * an included file as the beginning, of which they then change something.
 */
final class IncludesFirst {
  private static final Pattern INCLUDE =
      Pattern.compile("include\\s+(?:\\w+\\()*\"[^\\n\"]*\"\\)*");

  /** What is skipped as a whole: comments and texts. */
  private static final Pattern OPAQUE =
      Pattern.compile(
          "(?:#|//)[^\\n]*|\"\"\".*?\"\"\"+|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

  private IncludesFirst() {}

  /**
   * Looks for one.
   *
   * @param text of a file that can be parsed
   * @param file for the message
   * @throws UserError for the first
   */
  static void require(String text, String file) {
    Matcher opaque = OPAQUE.matcher(text);
    boolean nothingBefore = true;
    boolean atStart = true;
    int line = 1;
    int at = 0;
    while (at < text.length()) {
      char next = text.charAt(at);
      Matcher include = INCLUDE.matcher(text).region(at, text.length());
      if (atStart && include.lookingAt()) {
        if (!nothingBefore) {
          throw new UserError(
              "%s:%s: %s stands behind other settings, which it would override: put it first"
                  .formatted(file, line, text.substring(at, include.end()).strip()));
        }
        at = include.end();
        atStart = false;
      } else if (opaque.region(at, text.length()).lookingAt()) {
        boolean comment = next != '"';
        nothingBefore &= comment;
        atStart &= comment;
        line += (int) opaque.group().chars().filter(c -> c == '\n').count();
        at = opaque.end();
      } else {
        line += next == '\n' ? 1 : 0;
        if (next == '{') {
          nothingBefore = true;
        } else if (!Character.isWhitespace(next) && next != ',') {
          nothingBefore = false;
        }
        atStart =
            next == '\n'
                || next == ','
                || next == '{'
                || next == '}'
                || (atStart && Character.isWhitespace(next));
        at++;
      }
    }
  }
}

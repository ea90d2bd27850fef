package io.hybridperf.hocon;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds an include that stands behind settings of its group, which it would override: people mean
 * an included file as the beginning, of which they then change something.
 */
public final class IncludesFirst {
  private static final Pattern INCLUDE =
      Pattern.compile("include\\s+(?:\\w+\\()*\"[^\\n\"]*\"\\)*");

  /** What is skipped as a whole: comments and texts. */
  private static final Pattern OPAQUE =
      Pattern.compile(
          "(?:#|//)[^\\n]*|\"\"\".*?\"\"\"+|\"(?:\\\\.|[^\"\\\\\\n])*\"", Pattern.DOTALL);

  private IncludesFirst() {}

  /**
   * An include that would override what stands before it.
   *
   * @param line where it is, from 1
   * @param text as it is written
   */
  public record Late(int line, String text) {

    /** {@return what is wrong with it, for the end of a line} */
    public String problem() {
      return text + " stands behind other settings, which it would override: put it first";
    }
  }

  /**
   * Looks for one.
   *
   * @param text of a file that can be parsed
   * @return the first
   */
  public static Optional<Late> missedBy(String text) {
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
          return Optional.of(new Late(line, text.substring(at, include.end()).strip()));
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
    return Optional.empty();
  }
}

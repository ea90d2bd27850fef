package io.hybridperf.embedded.vector.filter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A LIKE pattern: {@code %} is any text, {@code _} any one character, a backslash makes either
 * literal.
 */
final class LikePattern {
  private static final int ANY_TEXT = -1;
  private static final int ANY_CHARACTER = -2;

  private final int[] symbols;

  private LikePattern(int[] symbols) {
    this.symbols = symbols;
  }

  static LikePattern of(String pattern) {
    List<Integer> symbols = new ArrayList<>();
    int[] text = pattern.codePoints().toArray();
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\\' && i + 1 < text.length) {
        symbols.add(text[++i]);
      } else if (text[i] == '%') {
        symbols.add(ANY_TEXT);
      } else if (text[i] == '_') {
        symbols.add(ANY_CHARACTER);
      } else {
        symbols.add(text[i]);
      }
    }
    return new LikePattern(symbols.stream().mapToInt(Integer::intValue).toArray());
  }

  /** The literal text every match starts with. */
  String prefix() {
    int end = 0;
    while (end < symbols.length && symbols[end] >= 0) {
      end++;
    }
    return new String(symbols, 0, end);
  }

  /** Whether every text with the {@link #prefix} matches. */
  boolean isPrefix() {
    int length = prefix().codePointCount(0, prefix().length());
    return symbols.length == length + 1 && symbols[length] == ANY_TEXT;
  }

  boolean matches(String value) {
    int[] text = value.codePoints().toArray();
    int at = 0;
    int symbol = 0;
    int retryAt = -1;
    int retrySymbol = -1;
    while (at < text.length) {
      if (symbol < symbols.length && symbols[symbol] == ANY_TEXT) {
        retrySymbol = ++symbol;
        retryAt = at;
      } else if (symbol < symbols.length
          && (symbols[symbol] == ANY_CHARACTER || symbols[symbol] == text[at])) {
        symbol++;
        at++;
      } else if (retrySymbol >= 0) {
        // Let the last % swallow one character more; earlier ones need never be tried again.
        symbol = retrySymbol;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    while (symbol < symbols.length && symbols[symbol] == ANY_TEXT) {
      symbol++;
    }
    return symbol == symbols.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LikePattern that && Arrays.equals(symbols, that.symbols);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(symbols);
  }
}

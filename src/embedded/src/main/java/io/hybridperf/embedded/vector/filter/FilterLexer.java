package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.schema.RequestException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a filter expression into tokens. */
final class FilterLexer {
  /** What a token is. */
  enum Kind {
    /** A field, or one of the words and, or, in. */
    WORD,
    STRING,
    NUMBER,
    SYMBOL,
    END
  }

  /**
   * One token.
   *
   * @param kind what it is
   * @param text the word, the string without quotes and escapes, the digits, or the symbol itself
   * @param offset where it starts in the expression, in characters
   */
  record Token(Kind kind, String text, int offset) {}

  private static final List<String> SYMBOLS =
      List.of("==", "<=", ">=", "<", ">", "(", ")", "[", "]", ",");
  private static final String NUMBER_PARTS = "0123456789.eE+-";

  private final String expression;
  private int at;

  private FilterLexer(String expression) {
    this.expression = expression;
  }

  static List<Token> tokens(String expression) {
    FilterLexer lexer = new FilterLexer(expression);
    List<Token> tokens = new ArrayList<>();
    Token token;
    do {
      token = lexer.next();
      tokens.add(token);
    } while (token.kind() != Kind.END);
    return tokens;
  }

  private Token next() {
    while (at < expression.length() && Character.isWhitespace(expression.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == expression.length()) {
      return new Token(Kind.END, "the end", at);
    }
    char first = expression.charAt(at);
    if (first == '"' || first == '\'') {
      return new Token(Kind.STRING, string(first), start);
    }
    if (isDigit(first) || first == '-') {
      while (at < expression.length() && NUMBER_PARTS.indexOf(expression.charAt(at)) >= 0) {
        at++;
      }
      return new Token(Kind.NUMBER, expression.substring(start, at), start);
    }
    if (isLetter(first)) {
      while (at < expression.length()
          && (isLetter(expression.charAt(at)) || isDigit(expression.charAt(at)))) {
        at++;
      }
      return new Token(Kind.WORD, expression.substring(start, at), start);
    }
    for (String symbol : SYMBOLS) {
      if (expression.startsWith(symbol, at)) {
        at += symbol.length();
        return new Token(Kind.SYMBOL, symbol, start);
      }
    }
    String rest = expression.substring(at, expression.offsetByCodePoints(at, 1));
    throw new RequestException("line 1:" + at + " token recognition error at: '" + rest + "'");
  }

  private String string(char quote) {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < expression.length()) {
      char c = expression.charAt(at++);
      if (c == quote) {
        return text.toString();
      }
      text.append(c == '\\' ? escape(start) : c);
    }
    throw new RequestException("line 1:" + start + " string without its closing " + quote);
  }

  /** The character that an escape stands for: those that the coordinator writes. */
  private char escape(int start) {
    char c = at < expression.length() ? expression.charAt(at++) : 0;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case '\\', '\'', '"' -> c;
      case 'u' -> codeUnit();
      default -> throw new RequestException("line 1:" + start + " unknown escape in a string");
    };
  }

  private char codeUnit() {
    int end = at + 4;
    try {
      if (end <= expression.length()) {
        char c = (char) Integer.parseUnsignedInt(expression.substring(at, end), 16);
        at = end;
        return c;
      }
    } catch (NumberFormatException e) {
      // Same message as digits that are missing.
    }
    throw new RequestException("line 1:" + at + " escape needs 4 hexadecimal digits");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}

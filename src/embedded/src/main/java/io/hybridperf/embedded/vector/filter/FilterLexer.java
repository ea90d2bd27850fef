package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.rpc.MilvusError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Cuts a filter expression into tokens. */
final class FilterLexer {
  /** What a token is. */
  enum Kind {
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    BOOLEAN,
    TEMPLATE,
    SYMBOL,
    AND,
    OR,
    NOT,
    IN,
    LIKE,
    END
  }

  /**
   * One token.
   *
   * @param text the name, the unescaped string, the digits, or the symbol itself
   * @param offset where it starts in the expression, in characters
   */
  record Token(Kind kind, String text, int offset) {}

  private static final List<String> SYMBOLS =
      List.of("==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",", "-", "+");

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
    if (at == expression.length()) {
      return new Token(Kind.END, "<EOF>", at);
    }
    int start = at;
    char first = expression.charAt(at);
    if (first == '"' || first == '\'') {
      return new Token(Kind.STRING, string(first), start);
    }
    if (isDigit(first) || first == '.') {
      return number();
    }
    if (isNameStart(first)) {
      return word();
    }
    if (first == '{') {
      int end = expression.indexOf('}', at);
      if (end < 0) {
        throw unexpected(start);
      }
      at = end + 1;
      return new Token(Kind.TEMPLATE, expression.substring(start + 1, end).strip(), start);
    }
    for (String symbol : SYMBOLS) {
      if (expression.startsWith(symbol, at)) {
        at += symbol.length();
        Kind kind =
            switch (symbol) {
              case "&&" -> Kind.AND;
              case "||" -> Kind.OR;
              case "!" -> Kind.NOT;
              default -> Kind.SYMBOL;
            };
        return new Token(kind, symbol, start);
      }
    }
    throw unexpected(start);
  }

  private MilvusError unexpected(int offset) {
    String rest = expression.substring(offset, expression.offsetByCodePoints(offset, 1));
    return new MilvusError("line 1:" + offset + " token recognition error at: '" + rest + "'");
  }

  private Token word() {
    int start = at;
    while (at < expression.length() && isNamePart(expression.charAt(at))) {
      at++;
    }
    String word = expression.substring(start, at);
    Kind kind =
        switch (word.toLowerCase(Locale.ROOT)) {
          case "and" -> Kind.AND;
          case "or" -> Kind.OR;
          case "not" -> Kind.NOT;
          case "in" -> Kind.IN;
          case "like" -> Kind.LIKE;
          case "true", "false" -> Kind.BOOLEAN;
          default -> Kind.NAME;
        };
    return new Token(kind, word, start);
  }

  private Token number() {
    int start = at;
    if (expression.startsWith("0x", at) || expression.startsWith("0X", at)) {
      at += 2;
      while (at < expression.length() && Character.digit(expression.charAt(at), 16) >= 0) {
        at++;
      }
      return new Token(Kind.INTEGER, expression.substring(start, at), start);
    }
    boolean floating = false;
    while (at < expression.length()) {
      char c = expression.charAt(at);
      boolean exponent = c == 'e' || c == 'E';
      if (c == '.' || exponent) {
        floating = true;
      } else if (!isDigit(c)) {
        break;
      }
      at++;
      if (exponent && at < expression.length() && "+-".indexOf(expression.charAt(at)) >= 0) {
        at++;
      }
    }
    return new Token(floating ? Kind.FLOAT : Kind.INTEGER, expression.substring(start, at), start);
  }

  private String string(char quote) {
    int start = at++;
    StringBuilder text = new StringBuilder();
    while (at < expression.length()) {
      char c = expression.charAt(at++);
      if (c == quote) {
        return text.toString();
      }
      if (c == '\\') {
        escape(text, start);
      } else {
        text.append(c);
      }
    }
    throw new MilvusError("line 1:" + start + " string without its closing " + quote);
  }

  private void escape(StringBuilder text, int start) {
    if (at == expression.length()) {
      throw new MilvusError("line 1:" + start + " string ends in a backslash");
    }
    char c = expression.charAt(at++);
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'a' -> text.append('\u0007');
      case 'v' -> text.append('\u000b');
      case '\\', '\'', '"', '?' -> text.append(c);
      case 'x' -> codePoint(text, 2, 16);
      case 'u' -> codePoint(text, 4, 16);
      case 'U' -> codePoint(text, 8, 16);
      case '0', '1', '2', '3' -> {
        at--;
        codePoint(text, 3, 8);
      }
      // Kept for LIKE, where they make the wildcard literal.
      case '%', '_' -> text.append('\\').append(c);
      default -> throw new MilvusError("line 1:" + (at - 2) + " unknown escape \\" + c);
    }
  }

  private void codePoint(StringBuilder text, int digits, int radix) {
    int end = at + digits;
    try {
      if (end <= expression.length()) {
        text.appendCodePoint(Integer.parseUnsignedInt(expression.substring(at, end), radix));
        at = end;
        return;
      }
    } catch (IllegalArgumentException e) {
      // Same message as digits that are missing.
    }
    throw new MilvusError("line 1:" + at + " escape needs " + digits + " digits of a character");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }
}

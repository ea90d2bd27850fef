package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.filter.FilterLexer.Kind;
import io.hybridperf.embedded.vector.filter.FilterLexer.Token;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.ScalarType;
import io.hybridperf.embedded.vector.schema.Schema;
import io.hybridperf.embedded.vector.schema.ServerName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the part of Milvus's filter language that the coordinator writes:
 *
 * <pre>
 * condition = field "in" "[" literals "]" | field "==" literal | field ("&lt;" | "&lt;=" | "&gt;" | "&gt;=") number
 * filter    = condition | "(" filter ")" | filter "and" filter | filter "or" filter
 * </pre>
 *
 * <p>{@code and} binds tighter than {@code or}. Strings stand in single or double quotes, with the
 * escapes of {@link FilterLexer}.
 */
public final class FilterParser {
  private static final int MAX_DEPTH = 200;

  private final Schema schema;
  private final List<Token> tokens;
  private int at;
  private int depth;

  private FilterParser(Schema schema, List<Token> tokens) {
    this.schema = schema;
    this.tokens = tokens;
  }

  /**
   * Parses an expression.
   *
   * @param expression the text; a blank one matches every row
   * @param schema of the rows
   * @return the filter
   * @throws RequestException if it is not an expression over the schema's fields, or of a part of
   *     Milvus's language that this server does not know
   */
  public static Filter parse(String expression, Schema schema) {
    if (expression.isBlank()) {
      return new Filter.All();
    }
    try {
      FilterParser parser = new FilterParser(schema, FilterLexer.tokens(expression));
      Filter filter = parser.or();
      if (parser.peek().kind() != Kind.END) {
        throw parser.unexpected("the end, and or or");
      }
      return filter;
    } catch (RequestException e) {
      throw new RequestException(
          "cannot parse expression: %s, error: %s; the %s knows in, ==, <, <=, >, >=, and, or, parentheses"
              .formatted(expression, e.getMessage(), ServerName.NAME));
    }
  }

  private Filter or() {
    if (++depth > MAX_DEPTH) {
      throw new RequestException("nested deeper than " + MAX_DEPTH + " levels");
    }
    List<Filter> any = new ArrayList<>();
    do {
      any.add(and());
    } while (accept(Kind.WORD, "or"));
    depth--;
    return any.size() == 1 ? any.getFirst() : new Filter.Or(any);
  }

  private Filter and() {
    List<Filter> all = new ArrayList<>();
    do {
      all.add(condition());
    } while (accept(Kind.WORD, "and"));
    return all.size() == 1 ? all.getFirst() : new Filter.And(all);
  }

  private Filter condition() {
    if (accept(Kind.SYMBOL, "(")) {
      Filter inner = or();
      expect(")");
      return inner;
    }
    Schema.Scalar field = field();
    boolean text = field.type() == ScalarType.VARCHAR;
    if (accept(Kind.WORD, "in")) {
      return text
          ? new Filter.AnyText(field.name(), list(token -> text(field, token)))
          : new Filter.AnyOf(field.name(), list(token -> number(field, token)));
    }
    if (accept(Kind.SYMBOL, "==")) {
      return text
          ? new Filter.AnyText(field.name(), List.of(text(field, next())))
          : new Filter.AnyOf(field.name(), List.of(number(field, next())));
    }
    Token comparison = next();
    return switch (comparison.text()) {
      case "<", "<=", ">", ">=" -> range(field, comparison.text(), number(field, next()));
      default -> {
        at--;
        throw unexpected("in, ==, <, <=, > or >=");
      }
    };
  }

  private static Filter range(Schema.Scalar field, String comparison, long value) {
    String name = field.name();
    // Nothing is less than the least value, or greater than the greatest: such a range is empty.
    return switch (comparison) {
      case "<" ->
          value == Long.MIN_VALUE
              ? new Filter.AnyOf(name, List.of())
              : new Filter.Range(name, Long.MIN_VALUE, value - 1);
      case "<=" -> new Filter.Range(name, Long.MIN_VALUE, value);
      case ">" ->
          value == Long.MAX_VALUE
              ? new Filter.AnyOf(name, List.of())
              : new Filter.Range(name, value + 1, Long.MAX_VALUE);
      default -> new Filter.Range(name, value, Long.MAX_VALUE);
    };
  }

  private Schema.Scalar field() {
    Token name = peek();
    if (name.kind() != Kind.WORD) {
      throw unexpected("a field");
    }
    Schema.Scalar field = schema.scalars().get(name.text());
    if (field == null) {
      throw new RequestException("field " + name.text() + " not exist");
    }
    next();
    return field;
  }

  private <T> List<T> list(Function<Token, T> literal) {
    expect("[");
    List<T> values = new ArrayList<>();
    while (!accept(Kind.SYMBOL, "]")) {
      if (!values.isEmpty()) {
        expect(",");
      }
      values.add(literal.apply(next()));
    }
    return values;
  }

  private static String text(Schema.Scalar field, Token literal) {
    if (literal.kind() == Kind.STRING) {
      return literal.text();
    }
    throw mismatch(field, literal, "a string in quotes");
  }

  /** A number as the field's type has it in the index. */
  private static long number(Schema.Scalar field, Token literal) {
    if (field.type() == ScalarType.VARCHAR) {
      throw mismatch(field, literal, "in or == with a string in quotes");
    }
    boolean whole = field.type() != ScalarType.DOUBLE;
    if (literal.kind() == Kind.NUMBER) {
      try {
        return whole
            ? Long.parseLong(literal.text())
            : ScalarType.encode(Double.parseDouble(literal.text()));
      } catch (NumberFormatException e) {
        // Same message as another kind of token.
      }
    }
    throw mismatch(field, literal, whole ? "a whole number" : "a number");
  }

  private static RequestException mismatch(Schema.Scalar field, Token literal, String expected) {
    return new RequestException(
        "line 1:%s mismatched input '%s' for field %s of type %s expecting %s"
            .formatted(
                literal.offset(), literal.text(), field.name(), field.type().proto(), expected));
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token next() {
    Token token = tokens.get(at);
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  private boolean accept(Kind kind, String text) {
    boolean found = peek().kind() == kind && peek().text().equals(text);
    if (found) {
      next();
    }
    return found;
  }

  private void expect(String symbol) {
    if (!accept(Kind.SYMBOL, symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  private RequestException unexpected(String expected) {
    Token token = peek();
    return new RequestException(
        "line 1:%s mismatched input '%s' expecting %s"
            .formatted(token.offset(), token.text(), expected));
  }
}

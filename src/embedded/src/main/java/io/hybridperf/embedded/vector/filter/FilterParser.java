package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.filter.FilterLexer.Kind;
import io.hybridperf.embedded.vector.filter.FilterLexer.Token;
import io.hybridperf.embedded.vector.index.Schema;
import io.hybridperf.embedded.vector.rpc.MilvusError;
import io.milvus.grpc.TemplateArrayValue;
import io.milvus.grpc.TemplateValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads Milvus's filter expressions: comparisons of a field with a literal (also chained, {@code 1
 * < f <= 3}), {@code in}, {@code not in}, {@code like}, and their combination by and, or, not and
 * parentheses. A literal may be a template, {@code {name}}, whose value comes with the request.
 */
public final class FilterParser {
  private static final int MAX_DEPTH = 200;
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Schema schema;
  private final Map<String, TemplateValue> templates;
  private final List<Token> tokens;
  private int at;
  private int depth;

  private FilterParser(Schema schema, Map<String, TemplateValue> templates, List<Token> tokens) {
    this.schema = schema;
    this.templates = templates;
    this.tokens = tokens;
  }

  /**
   * Parses an expression; a blank one matches every row.
   *
   * @throws MilvusError if it is not an expression over the schema's fields
   */
  public static Filter parse(
      String expression, Schema schema, Map<String, TemplateValue> templates) {
    if (expression.isBlank()) {
      return new Filter.All();
    }
    try {
      FilterParser parser = new FilterParser(schema, templates, FilterLexer.tokens(expression));
      Filter filter = parser.or();
      if (parser.peek().kind() != Kind.END) {
        throw parser.unexpected("the end");
      }
      return filter;
    } catch (MilvusError e) {
      throw new MilvusError(
          "cannot parse expression: " + expression + ", error: " + e.getMessage());
    }
  }

  private Filter or() {
    Filter first = and();
    if (peek().kind() != Kind.OR) {
      return first;
    }
    List<Filter> any = new ArrayList<>(List.of(first));
    while (accept(Kind.OR)) {
      any.add(and());
    }
    return new Filter.Or(any);
  }

  private Filter and() {
    Filter first = not();
    if (peek().kind() != Kind.AND) {
      return first;
    }
    List<Filter> all = new ArrayList<>(List.of(first));
    while (accept(Kind.AND)) {
      all.add(not());
    }
    return new Filter.And(all);
  }

  private Filter not() {
    if (++depth > MAX_DEPTH) {
      throw new MilvusError("nested deeper than " + MAX_DEPTH + " levels");
    }
    try {
      return accept(Kind.NOT) ? new Filter.Not(not()) : primary();
    } finally {
      depth--;
    }
  }

  private Filter primary() {
    if (acceptSymbol("(")) {
      Filter inner = or();
      expectSymbol(")");
      return inner;
    }
    Object left = operand();
    if (left instanceof Schema.Scalar field) {
      boolean negated = accept(Kind.NOT);
      if (accept(Kind.IN)) {
        Filter in = Predicates.in(field, list());
        return negated ? new Filter.Not(in) : in;
      }
      if (accept(Kind.LIKE)) {
        Filter like = Predicates.like(field, operand());
        return negated ? new Filter.Not(like) : like;
      }
      if (negated) {
        throw unexpected("in or like");
      }
    }
    List<Filter> links = new ArrayList<>();
    while (COMPARISONS.contains(peek().text()) && peek().kind() == Kind.SYMBOL) {
      String comparison = next().text();
      Object right = operand();
      links.add(Predicates.compare(left, comparison, right));
      left = right;
    }
    if (links.isEmpty()) {
      throw peek().kind() == Kind.END
          ? new MilvusError("predicate is not a boolean expression")
          : unexpected("a comparison, in or like");
    }
    return links.size() == 1 ? links.getFirst() : new Filter.And(links);
  }

  /** A field, or a literal's value: Boolean, Long, Double, String, or a list of these. */
  private Object operand() {
    Token token = next();
    return switch (token.kind()) {
      case NAME -> field(token);
      case STRING -> token.text();
      case BOOLEAN -> Boolean.valueOf(token.text().toLowerCase(Locale.ROOT));
      case INTEGER -> integer(token.text(), "");
      case FLOAT -> floating(token.text());
      case TEMPLATE -> template(token.text());
      case SYMBOL -> signed(token);
      default -> {
        at--;
        throw unexpected("a field or a literal");
      }
    };
  }

  private Object signed(Token sign) {
    Token number = peek();
    if (sign.text().equals("-") || sign.text().equals("+")) {
      String prefix = sign.text().equals("-") ? "-" : "";
      if (accept(Kind.INTEGER)) {
        return integer(number.text(), prefix);
      }
      if (accept(Kind.FLOAT)) {
        return floating(prefix + number.text());
      }
    }
    at--;
    throw unexpected("a field or a literal");
  }

  private Schema.Scalar field(Token token) {
    Schema.Scalar field = schema.scalars().get(token.text());
    if (field == null) {
      throw new MilvusError(
          schema.vectors().containsKey(token.text())
              ? "comparisons with vector field " + token.text() + " are not supported"
              : "field " + token.text() + " not exist");
    }
    return field;
  }

  private static Long integer(String digits, String sign) {
    try {
      return digits.startsWith("0x") || digits.startsWith("0X")
          ? Long.valueOf(Long.parseLong(sign + digits.substring(2), 16))
          : Long.valueOf(sign + digits);
    } catch (NumberFormatException e) {
      throw new MilvusError("integer out of range: " + sign + digits);
    }
  }

  private static Double floating(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new MilvusError("not a number: " + text);
    }
  }

  private List<Object> list() {
    if (peek().kind() == Kind.TEMPLATE) {
      if (template(next().text()) instanceof List<?> values) {
        return new ArrayList<>(values);
      }
      at--;
      throw unexpected("a list");
    }
    expectSymbol("[");
    List<Object> values = new ArrayList<>();
    while (!acceptSymbol("]")) {
      if (!values.isEmpty()) {
        expectSymbol(",");
        if (acceptSymbol("]")) {
          break;
        }
      }
      values.add(operand());
    }
    return values;
  }

  private Object template(String name) {
    TemplateValue value = templates.get(name);
    if (value == null) {
      throw new MilvusError(
          "the value of expression template variable name {" + name + "} is not found");
    }
    return switch (value.getValCase()) {
      case BOOL_VAL -> value.getBoolVal();
      case INT64_VAL -> value.getInt64Val();
      case FLOAT_VAL -> value.getFloatVal();
      case STRING_VAL -> value.getStringVal();
      case ARRAY_VAL -> templateList(value.getArrayVal(), name);
      default -> throw new MilvusError("template variable {" + name + "} has no value");
    };
  }

  private static List<?> templateList(TemplateArrayValue array, String name) {
    return switch (array.getDataCase()) {
      case BOOL_DATA -> array.getBoolData().getDataList();
      case LONG_DATA -> array.getLongData().getDataList();
      case DOUBLE_DATA -> array.getDoubleData().getDataList();
      case STRING_DATA -> array.getStringData().getDataList();
      case DATA_NOT_SET -> List.of();
      default -> throw MilvusError.unsupported("the type of template variable {" + name + "}");
    };
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

  private boolean accept(Kind kind) {
    boolean found = peek().kind() == kind;
    if (found) {
      next();
    }
    return found;
  }

  private boolean acceptSymbol(String symbol) {
    boolean found = peek().kind() == Kind.SYMBOL && peek().text().equals(symbol);
    if (found) {
      next();
    }
    return found;
  }

  private void expectSymbol(String symbol) {
    if (!acceptSymbol(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
  }

  private MilvusError unexpected(String expected) {
    Token token = peek();
    return new MilvusError(
        "line 1:"
            + token.offset()
            + " mismatched input '"
            + token.text()
            + "' expecting "
            + expected);
  }
}

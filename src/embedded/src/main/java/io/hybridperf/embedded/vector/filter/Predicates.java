package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.index.ScalarType;
import io.hybridperf.embedded.vector.index.Schema;
import io.hybridperf.embedded.vector.rpc.MilvusError;
import java.util.ArrayList;
import java.util.List;

/** Turns a field and literals into a typed predicate, by Milvus's rules of which types compare. */
final class Predicates {
  private Predicates() {}

  /** Compares a field with a literal, in either order. */
  static Filter compare(Object left, String comparison, Object right) {
    if (left instanceof Schema.Scalar field && !(right instanceof Schema.Scalar)) {
      return compare(field, comparison, right);
    }
    if (right instanceof Schema.Scalar field && !(left instanceof Schema.Scalar)) {
      return compare(field, mirrored(comparison), left);
    }
    throw MilvusError.unsupported("a comparison of two fields or of two literals");
  }

  private static String mirrored(String comparison) {
    return switch (comparison) {
      case "<" -> ">";
      case "<=" -> ">=";
      case ">" -> "<";
      case ">=" -> "<=";
      default -> comparison;
    };
  }

  private static Filter compare(Schema.Scalar field, String comparison, Object literal) {
    String name = field.name();
    if (field.type() == ScalarType.VARCHAR) {
      String text = text(field, literal);
      return switch (comparison) {
        case "==" -> new Filter.AnyText(name, List.of(text));
        case "!=" -> new Filter.Not(new Filter.AnyText(name, List.of(text)));
        case "<" -> new Filter.TextRange(name, null, false, text, false);
        case "<=" -> new Filter.TextRange(name, null, false, text, true);
        case ">" -> new Filter.TextRange(name, text, false, null, false);
        default -> new Filter.TextRange(name, text, true, null, false);
      };
    }
    long value = encoded(field, literal);
    // The value after the greatest and before the least does not exist: such a range is empty.
    return switch (comparison) {
      case "==" -> new Filter.Range(name, value, value);
      case "!=" -> new Filter.Not(new Filter.Range(name, value, value));
      case "<" ->
          value == Long.MIN_VALUE ? empty(name) : new Filter.Range(name, Long.MIN_VALUE, value - 1);
      case "<=" -> new Filter.Range(name, Long.MIN_VALUE, value);
      case ">" ->
          value == Long.MAX_VALUE ? empty(name) : new Filter.Range(name, value + 1, Long.MAX_VALUE);
      default -> new Filter.Range(name, value, Long.MAX_VALUE);
    };
  }

  private static Filter empty(String field) {
    return new Filter.AnyOf(field, List.of());
  }

  static Filter in(Schema.Scalar field, List<Object> literals) {
    if (field.type() == ScalarType.VARCHAR) {
      List<String> texts = new ArrayList<>(literals.size());
      for (Object literal : literals) {
        texts.add(text(field, literal));
      }
      return new Filter.AnyText(field.name(), texts);
    }
    List<Long> values = new ArrayList<>(literals.size());
    for (Object literal : literals) {
      values.add(encoded(field, literal));
    }
    return new Filter.AnyOf(field.name(), values);
  }

  static Filter like(Schema.Scalar field, Object pattern) {
    if (field.type() != ScalarType.VARCHAR || !(pattern instanceof String text)) {
      throw new MilvusError("like operation on non-string or no-json field is unsupported");
    }
    return new Filter.Like(field.name(), LikePattern.of(text));
  }

  private static String text(Schema.Scalar field, Object literal) {
    if (literal instanceof String text) {
      return text;
    }
    throw mismatch(field, literal);
  }

  private static long encoded(Schema.Scalar field, Object literal) {
    if (literal instanceof Boolean truth && field.type() == ScalarType.BOOL) {
      return truth ? 1 : 0;
    }
    if (literal instanceof Long number && field.type().isInteger()) {
      return number;
    }
    if (literal instanceof Number number && field.type().isFloating()) {
      double value = number.doubleValue();
      return ScalarType.encode(field.type() == ScalarType.FLOAT ? (float) value : value);
    }
    if (literal instanceof Double && field.type().isInteger()) {
      throw new MilvusError(
          "cannot cast value to " + field.type().proto() + ", value: float_val:" + literal);
    }
    throw mismatch(field, literal);
  }

  private static MilvusError mismatch(Schema.Scalar field, Object literal) {
    String type =
        switch (literal) {
          case Boolean b -> "Bool";
          case Long l -> "Int64";
          case Double d -> "Double";
          case String s -> "VarChar";
          default -> "a list";
        };
    return new MilvusError(
        "comparisons between "
            + field.type().proto()
            + " and "
            + type
            + " are not supported: field "
            + field.name());
  }
}

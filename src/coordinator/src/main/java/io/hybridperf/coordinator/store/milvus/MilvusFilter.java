package io.hybridperf.coordinator.store.milvus;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Range;
import io.hybridperf.coordinator.store.ContentFields;
import java.util.Collection;
import java.util.List;

/** Writes conditions as a Milvus boolean expression in which no value can become syntax. */
final class MilvusFilter {

  // release_year is an INT32; a bound beyond that range is moved to just outside of it.
  private static final long BELOW_ANY_YEAR = Integer.MIN_VALUE - 1L;
  private static final long ABOVE_ANY_YEAR = Integer.MAX_VALUE + 1L;

  private final StringBuilder expression = new StringBuilder();

  private MilvusFilter() {}

  /** The conditions joined by {@code and}; empty for none. */
  static String of(List<Filter> filters) {
    if (filters.isEmpty()) {
      return "";
    }
    MilvusFilter filter = new MilvusFilter();
    filters.forEach(filter::add);
    return filter.expression.toString();
  }

  /** The conditions for contents of the given ids. */
  static String of(Collection<Long> contentIds, List<Filter> filters) {
    MilvusFilter filter = new MilvusFilter();
    filter.expression.append(MilvusSchema.CONTENT_ID).append(" in [");
    String separator = "";
    for (Long id : contentIds) {
      filter.expression.append(separator).append(id.longValue());
      separator = ", ";
    }
    filter.expression.append(']');
    filters.forEach(filter::add);
    return filter.expression.toString();
  }

  private void add(Filter filter) {
    if (filter.hasIn()) {
      and();
      expression.append(filter.getField()).append(" in [");
      for (int i = 0; i < filter.getIn().getValuesCount(); i++) {
        if (i > 0) {
          expression.append(", ");
        }
        literal(filter.getIn().getValues(i));
      }
      expression.append(']');
    } else {
      range(filter.getField(), filter.getRange());
    }
  }

  private void range(String field, Range range) {
    boolean year = field.equals(ContentFields.RELEASE_YEAR);
    if (range.hasMin()) {
      and();
      expression.append(field).append(" >= ");
      if (year) {
        expression.append(clamp(Math.ceil(range.getMin())));
      } else {
        expression.append(range.getMin());
      }
    }
    if (range.hasMax()) {
      and();
      expression.append(field).append(" <= ");
      if (year) {
        expression.append(clamp(Math.floor(range.getMax())));
      } else {
        expression.append(range.getMax());
      }
    }
  }

  private static long clamp(double year) {
    return (long) Math.max(BELOW_ANY_YEAR, Math.min(ABOVE_ANY_YEAR, year));
  }

  private void and() {
    if (!expression.isEmpty()) {
      expression.append(" and ");
    }
  }

  /** A string literal as Milvus's grammar has it: the escapes of C and Go. */
  private void literal(String value) {
    expression.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> expression.append("\\\"");
        case '\\' -> expression.append("\\\\");
        case '\n' -> expression.append("\\n");
        case '\r' -> expression.append("\\r");
        case '\t' -> expression.append("\\t");
        default -> {
          if (c < 0x20 || c == 0x7f) {
            expression.append("\\u00").append(hex(c >> 4)).append(hex(c & 0xf));
          } else {
            expression.append(c);
          }
        }
      }
    }
    expression.append('"');
  }

  private static char hex(int digit) {
    return Character.forDigit(digit, 16);
  }
}

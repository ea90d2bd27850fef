package io.hybridperf.embedded.vector.filter;

import io.hybridperf.embedded.vector.schema.ScalarType;
import java.util.List;

/**
 * A condition on a row's scalar fields, checked against a schema. Numbers are in the encoding of
 * {@link ScalarType}.
 */
public sealed interface Filter {
  /** Every row. */
  record All() implements Filter {}

  /**
   * Rows for which all conditions hold.
   *
   * @param all at least two
   */
  record And(List<Filter> all) implements Filter {}

  /**
   * Rows for which any condition holds.
   *
   * @param any at least two
   */
  record Or(List<Filter> any) implements Filter {}

  /**
   * Rows with a number in a range; none if {@code low > high}.
   *
   * @param field a numeric field's name
   * @param low the least that is included
   * @param high the greatest that is included
   */
  record Range(String field, long low, long high) implements Filter {}

  /**
   * Rows with one of some numbers.
   *
   * @param field a numeric field's name
   * @param values the numbers; no row has one of none
   */
  record AnyOf(String field, List<Long> values) implements Filter {}

  /**
   * Rows with one of some texts.
   *
   * @param field a text field's name
   * @param values the texts; no row has one of none
   */
  record AnyText(String field, List<String> values) implements Filter {}
}

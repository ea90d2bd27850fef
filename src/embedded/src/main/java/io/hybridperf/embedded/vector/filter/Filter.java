package io.hybridperf.embedded.vector.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A scalar filter expression, checked against a schema. Numbers are in the encoding of {@link
 * ScalarType}.
 */
public sealed interface Filter {
  /** Every row. */
  record All() implements Filter {}

  /** At least two. */
  record And(List<Filter> all) implements Filter {}

  /** At least two. */
  record Or(List<Filter> any) implements Filter {}

  record Not(Filter inner) implements Filter {}

  /** Numeric, both ends included; empty when {@code low > high}. */
  record Range(String field, long low, long high) implements Filter {}

  /** A bound of null is open. */
  record TextRange(
      String field,
      @Nullable String low,
      boolean lowIncluded,
      @Nullable String high,
      boolean highIncluded)
      implements Filter {}

  record AnyOf(String field, List<Long> values) implements Filter {}

  record AnyText(String field, List<String> values) implements Filter {}

  record Like(String field, LikePattern pattern) implements Filter {}
}

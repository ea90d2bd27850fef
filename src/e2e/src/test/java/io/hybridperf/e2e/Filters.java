package io.hybridperf.e2e;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.feeders.movielens.Film;
import java.util.List;

/** Conditions on the collection's scalar fields: made, and decided in memory. */
final class Filters {
  private Filters() {}

  static Filter in(String field, String... values) {
    return Filter.newBuilder()
        .setField(field)
        .setIn(TextIn.newBuilder().addAllValues(List.of(values)))
        .build();
  }

  static Filter atLeast(String field, double min) {
    return Filter.newBuilder().setField(field).setRange(Range.newBuilder().setMin(min)).build();
  }

  static Filter atMost(String field, double max) {
    return Filter.newBuilder().setField(field).setRange(Range.newBuilder().setMax(max)).build();
  }

  static Filter between(String field, double min, double max) {
    return Filter.newBuilder()
        .setField(field)
        .setRange(Range.newBuilder().setMin(min).setMax(max))
        .build();
  }

  private static boolean matches(Filter filter, Film film) {
    return switch (filter.getField()) {
      case "genre" -> filter.getIn().getValuesList().contains(film.firstGenre());
      case "mood" -> filter.getIn().getValuesList().contains(film.firstMood());
      case "popularity" -> holds(filter.getRange(), film.popularity());
      case "release_year" -> holds(filter.getRange(), film.releaseYear());
      default -> throw new AssertionError("no such field: " + filter.getField());
    };
  }

  static boolean match(List<Filter> filters, Film film) {
    return filters.stream().allMatch(filter -> matches(filter, film));
  }

  private static boolean holds(Range range, double value) {
    return (!range.hasMin() || value >= range.getMin())
        && (!range.hasMax() || value <= range.getMax());
  }
}

package io.hybridperf.coordinator.store.neo4j;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Range;
import io.hybridperf.coordinator.store.ContentFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conditions as parameterised predicates over one node's properties, at most three a property. */
final class ScalarFilters {

  private final Map<String, List<String>> names = new LinkedHashMap<>();
  private final Map<String, Double> min = new LinkedHashMap<>();
  private final Map<String, Double> max = new LinkedHashMap<>();

  private ScalarFilters() {}

  /** Conditions on the same field become one: an index takes one value list or interval each. */
  static ScalarFilters of(List<Filter> filters) {
    ScalarFilters merged = new ScalarFilters();
    for (Filter filter : filters) {
      if (filter.hasIn()) {
        merged.names.merge(
            filter.getField(), filter.getIn().getValuesList(), ScalarFilters::intersection);
      } else {
        merged.narrow(filter.getField(), filter.getRange());
      }
    }
    return merged;
  }

  private static List<String> intersection(List<String> a, List<String> b) {
    List<String> both = new ArrayList<>(a);
    both.retainAll(b);
    return both;
  }

  private void narrow(String field, Range range) {
    if (range.hasMin()) {
      min.merge(field, range.getMin(), Math::max);
    }
    if (range.hasMax()) {
      max.merge(field, range.getMax(), Math::min);
    }
  }

  /** Predicates on {@code node}, to be joined by AND; notes their parameters. */
  List<String> predicates(String node, Map<String, Object> parameters) {
    List<String> predicates = new ArrayList<>();
    names.forEach((field, values) -> {
      predicates.add("%s.%s IN $%s".formatted(node, field, field));
      parameters.put(field, values);
    });
    min.forEach((field, value) -> {
      predicates.add("%s.%s >= $min_%s".formatted(node, field, field));
      parameters.put("min_" + field, number(field, Math.ceil(value), value));
    });
    max.forEach((field, value) -> {
      predicates.add("%s.%s <= $max_%s".formatted(node, field, field));
      parameters.put("max_" + field, number(field, Math.floor(value), value));
    });
    return predicates;
  }

  /** Years are whole numbers, and the index compares a type only with itself. */
  private static Number number(String field, double rounded, double value) {
    return field.equals(ContentFields.RELEASE_YEAR) ? (Number) (long) rounded : (Number) value;
  }
}

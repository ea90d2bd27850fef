package io.hybridperf.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Details of findings as tables, whatever form they have. */
final class FindingTables {
  private static final int MOST_ROWS = 200;

  private FindingTables() {}

  /** {@return a list of objects as their rows, anything else as names and values} */
  static Table of(JsonNode detail) {
    if (detail.isArray() && !detail.isEmpty() && detail.get(0).isObject()) {
      Set<String> columns = new LinkedHashSet<>();
      detail.forEach(row -> row.fieldNames().forEachRemaining(columns::add));
      List<List<Cell>> rows = new ArrayList<>();
      for (JsonNode row : detail) {
        if (rows.size() < MOST_ROWS) {
          rows.add(columns.stream().map(column -> cell(row.path(column))).toList());
        }
      }
      return new Table(List.copyOf(columns), rows);
    }
    List<List<Cell>> rows = new ArrayList<>();
    flatten("", detail, rows);
    return new Table(List.of("what", "value"), rows);
  }

  private static void flatten(String path, JsonNode node, List<List<Cell>> rows) {
    if (rows.size() >= MOST_ROWS) {
      return;
    }
    if (node.isObject() && !node.isEmpty()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        flatten(
            path.isEmpty() ? field.getKey() : path + " / " + field.getKey(),
            field.getValue(),
            rows);
      }
    } else if (node.isArray() && !node.isEmpty()) {
      for (int n = 0; n < node.size(); n++) {
        flatten("%s / %s".formatted(path, n + 1), node.get(n), rows);
      }
    } else {
      rows.add(List.of(Cell.of(path), cell(node)));
    }
  }

  private static Cell cell(JsonNode value) {
    return value.isIntegralNumber()
        ? Cell.of(value.longValue())
        : value.isNumber()
            ? Cell.number(value.doubleValue(), Unit.RATIO)
            : Cell.of(
                value.isMissingNode() || value.isNull()
                    ? "-"
                    : value.isValueNode() ? value.asText() : value.toString());
  }
}

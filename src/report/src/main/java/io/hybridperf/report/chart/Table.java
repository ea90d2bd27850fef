package io.hybridperf.report.chart;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of cells.
 *
 * @param head names of the columns
 * @param rows as many cells each
 */
public record Table(List<String> head, List<List<Cell>> rows) {

  /** Copies the lists. */
  public Table {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
  }

  /**
   * Makes a table.
   *
   * @param rows all
   * @param head names of the columns
   * @return a table
   */
  public static Table of(Stream<List<Cell>> rows, String... head) {
    return new Table(List.of(head), rows.toList());
  }

  /**
   * Which columns hold numbers, and nothing else but dashes.
   *
   * @return one for each column
   */
  public List<Boolean> numeric() {
    return IntStream.range(0, head.size())
        .mapToObj(column ->
            rows.stream().anyMatch(row -> row.get(column).isNumber())
                && rows.stream()
                    .map(row -> row.get(column))
                    .allMatch(cell -> cell.isNumber() || cell.text().equals("-")))
        .toList();
  }
}

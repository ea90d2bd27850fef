package io.hybridperf.report.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Rows of texts in columns, for a terminal. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();
  private final Set<Integer> toTheRight;

  /**
   * An empty table.
   *
   * @param head of its columns
   * @param toTheRight which columns hold numbers, from 0
   */
  public TextTable(List<String> head, Set<Integer> toTheRight) {
    rows.add(head);
    this.toTheRight = Set.copyOf(toTheRight);
  }

  /**
   * Adds a row.
   *
   * @param cells as many as the head has
   */
  public void add(List<String> cells) {
    rows.add(cells);
  }

  /**
   * All of it.
   *
   * @return lines, the head first
   */
  public List<String> lines() {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = row.get(column);
        String gap = " ".repeat(widths[column] - cell.length());
        line.append(toTheRight.contains(column) ? gap + cell : cell + gap).append("  ");
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}

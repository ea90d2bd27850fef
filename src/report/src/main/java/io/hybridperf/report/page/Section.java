package io.hybridperf.report.page;

import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a page.
 *
 * @param id letters and dashes
 * @param title its heading
 * @param lines paragraphs
 * @param tables with their captions
 * @param charts with their numbers
 */
public record Section(
    String id, String title, List<String> lines, List<Titled> tables, List<Chart> charts) {

  /**
   * A table with a caption.
   *
   * @param title the caption
   * @param table the table
   */
  public record Titled(String title, Table table) {}

  /** Copies the lists. */
  public Section {
    lines = List.copyOf(lines);
    tables = List.copyOf(tables);
    charts = List.copyOf(charts);
  }

  static Section of(String id, String title) {
    return new Section(id, title, List.of(), List.of(), List.of());
  }

  Section lines(List<String> more) {
    return new Section(id, title, join(lines, more), tables, charts);
  }

  Section line(String more) {
    return lines(List.of(more));
  }

  Section table(String caption, Table more) {
    return more.rows().isEmpty()
        ? this
        : new Section(id, title, lines, join(tables, List.of(new Titled(caption, more))), charts);
  }

  Section charts(List<Chart> more) {
    return new Section(id, title, lines, tables, join(charts, more));
  }

  boolean isEmpty() {
    return lines.isEmpty() && tables.isEmpty() && charts.isEmpty();
  }

  private static <T> List<T> join(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}

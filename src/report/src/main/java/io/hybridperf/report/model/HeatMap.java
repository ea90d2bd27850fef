package io.hybridperf.report.model;

import io.hybridperf.report.model.Distribution.Bin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many OK answers took how long, and when.
 *
 * @param columns stretches of time, in order
 * @param edges of the rows in nanoseconds, ascending, one more than there are rows
 * @param counts by column, then by row
 */
public record HeatMap(List<Column> columns, List<Double> edges, List<List<Long>> counts) {

  /** More cells than that are drawn in several steps, of which a picture has the first only. */
  public static final int MOST_CELLS = 1_200;

  /** As many columns as a picture has at most. */
  static final int MOST_COLUMNS = 60;

  /** As many rows. */
  static final int MOST_ROWS = MOST_CELLS / MOST_COLUMNS;

  /**
   * A stretch of time.
   *
   * @param start seconds since the plan's start
   * @param seconds how long it was
   */
  public record Column(double start, double seconds) {}

  /** Copies the lists. */
  public HeatMap {
    columns = List.copyOf(columns);
    edges = List.copyOf(edges);
    counts = counts.stream().map(List::copyOf).toList();
  }

  /**
   * Makes one of bins.
   *
   * @param columns stretches of time
   * @param bins those of each, on one grid
   */
  static HeatMap of(List<Column> columns, List<List<Bin>> bins) {
    double low = bins.stream().flatMap(List::stream).mapToDouble(Bin::low).min().orElse(1);
    double high = bins.stream().flatMap(List::stream).mapToDouble(Bin::high).max().orElse(10);
    double steps = Math.rint(Math.log10(high / low) * Distribution.BINS_A_DECADE);
    int rows = (int) Math.ceil(steps / Math.max(1, Math.ceil(steps / MOST_ROWS)));
    double factor = Math.pow(high / low, 1.0 / rows);
    List<Double> edges = new ArrayList<>();
    for (int row = 0; row <= rows; row++) {
      edges.add(low * Math.pow(factor, row));
    }
    List<List<Long>> counts = new ArrayList<>();
    for (List<Bin> column : bins) {
      Long[] cells = new Long[rows];
      Arrays.fill(cells, 0L);
      for (Bin bin : column) {
        double middle = Math.sqrt(bin.low() * bin.high());
        int row = (int) Math.floor(Math.log(middle / low) / Math.log(factor));
        cells[Math.clamp(row, 0, rows - 1)] += bin.count();
      }
      counts.add(List.of(cells));
    }
    return new HeatMap(columns, edges, counts);
  }
}

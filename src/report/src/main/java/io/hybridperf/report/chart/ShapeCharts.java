package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.report.model.Distribution;
import io.hybridperf.report.model.Distribution.Bin;
import io.hybridperf.report.model.Distribution.Point;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.Percentiles;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** Charts of the shape of times. */
public final class ShapeCharts {
  private final RunReport report;

  /**
   * Prepares them.
   *
   * @param report the run's
   */
  public ShapeCharts(RunReport report) {
    this.report = report;
  }

  /**
   * How many answers took how long, by both clocks.
   *
   * @return a chart
   */
  public Chart histogram() {
    List<Bin> response = report.responses().getFirst().bins();
    List<Bin> service = report.services().getFirst().bins();
    List<Double> edges =
        Stream.concat(response.stream(), service.stream())
            .flatMap(bin -> Stream.of(bin.low(), bin.high()))
            .distinct()
            .sorted()
            .toList();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode at = data.putArray("edges");
    edges.forEach(edge -> at.add(edge / 1e6));
    ArrayNode lines = data.putArray("lines");
    counts(lines, "response time", edges, response);
    counts(lines, "service time", edges, service);
    List<List<Cell>> rows = new ArrayList<>();
    for (int n = 0; n + 1 < edges.size(); n++) {
      rows.add(
          List.of(
              Cell.mean(edges.get(n)),
              Cell.mean(edges.get(n + 1)),
              Cell.of(count(response, edges.get(n))),
              Cell.of(count(service, edges.get(n)))));
    }
    return new Chart(
        "latency-histogram",
        "histogram",
        "How many answers took how long",
        "OK answers of the judged phases. Response time counts from the planned arrival, service time from the actual "
            + "send: where they differ, requests waited in the generator.",
        data,
        Table.of(rows.stream(), "from", "to", "response time", "service time"));
  }

  private static void counts(ArrayNode lines, String name, List<Double> edges, List<Bin> bins) {
    ArrayNode counts = lines.addObject().put("name", name).putArray("counts");
    edges.subList(0, Math.max(0, edges.size() - 1)).forEach(edge -> counts.add(count(bins, edge)));
  }

  private static long count(List<Bin> bins, double low) {
    return bins.stream().filter(bin -> bin.low() == low).mapToLong(Bin::count).sum();
  }

  /**
   * What share of the answers came within a time.
   *
   * @return a chart
   */
  public Chart cdf() {
    return new Chart(
        "latency-cdf",
        "cdf",
        "Share of the answers within a time",
        "Of the judged calls, the share (up) that was answered within a time (right, log scale).",
        lines(point -> point.nanos() / 1e6, Point::percentile),
        spectrumTable());
  }

  /**
   * Percentiles on HdrHistogram's axis.
   *
   * @return a chart
   */
  public Chart spectrum() {
    return new Chart(
        "latency-spectrum",
        "spectrum",
        "Percentiles up to 99.99 %",
        "On HdrHistogram's axis: each step to the right is a tenth of the answers that are left. "
            + "A line ends where no answer is beyond.",
        lines(point -> -Math.log10(1 - point.percentile() / 100), point -> point.nanos() / 1e6),
        spectrumTable());
  }

  private ObjectNode lines(ToDoubleFunction<Point> x, ToDoubleFunction<Point> y) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = data.putArray("lines");
    for (Distribution shape : report.responses()) {
      ArrayNode points = lines.addObject().put("name", nameOf(shape.name())).putArray("points");
      shape
          .spectrum()
          .forEach(
              point -> points.addArray().add(x.applyAsDouble(point)).add(y.applyAsDouble(point)));
    }
    return data;
  }

  private static String nameOf(String label) {
    return label.isEmpty() ? "all" : Texts.shortened(label, 40);
  }

  private Table spectrumTable() {
    return Table.of(
        report.responses().stream()
            .flatMap(shape ->
                shape.spectrum().stream()
                    .map(point ->
                        List.of(
                            Cell.of(nameOf(shape.name())),
                            new Cell(
                                String.format(Locale.ROOT, "%.4f %%", point.percentile()),
                                Double.toString(point.percentile())),
                            Cell.time(point.nanos())))),
        "query type",
        "percentile",
        "response time");
  }

  /**
   * Quartiles and percentiles by query type.
   *
   * @return a chart
   */
  public Chart boxes() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode names = data.putArray("names");
    ArrayNode boxes = data.putArray("boxes");
    List<LatencyRow> rows =
        report.latencies().stream()
            .filter(row -> row.phase().isEmpty() && row.response().count() > 0)
            .toList();
    for (LatencyRow row : rows) {
      names.add(nameOf(row.label()));
      ArrayNode box = boxes.addArray();
      Stream.of(1.0, 25.0, 50.0, 75.0, 99.0)
          .forEach(percentile -> box.add(at(row.response(), percentile) / 1e6));
    }
    return new Chart(
        "latency-boxes",
        "boxes",
        "Response time by query type",
        "Boxes from the first quartile to the third with the median, whiskers from p1 to p99; judged phases, log scale.",
        data,
        Table.of(
            rows.stream()
                .map(row ->
                    Stream.concat(
                            Stream.of(Cell.of(nameOf(row.label()))),
                            Stream.of(1.0, 25.0, 50.0, 75.0, 99.0)
                                .map(percentile -> Cell.time(at(row.response(), percentile))))
                        .toList()),
            "query type",
            "p1",
            "p25",
            "p50",
            "p75",
            "p99"));
  }

  private static long at(Percentiles percentiles, double percentile) {
    return percentiles.at().getOrDefault(percentile, 0L);
  }
}

package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.slo.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Charts of what a Prometheus scraped while a run went. */
public final class ScrapedCharts {
  private static final int LONGEST = 60;
  private static final int LONGEST_EXPRESSION = 300;

  private ScrapedCharts() {}

  /**
   * Draws what was kept.
   *
   * @param scraped series of a run
   * @return a chart for each name, in the order of the series
   */
  public static List<Chart> of(List<ScrapedSeries> scraped) {
    Map<String, List<ScrapedSeries>> byName = new LinkedHashMap<>();
    scraped.forEach(
        series -> byName.computeIfAbsent(series.name(), _ -> new ArrayList<>()).add(series));
    List<Chart> charts = new ArrayList<>();
    byName.forEach((name, series) -> charts.add(chart(name, series, charts.size())));
    return charts;
  }

  private static Chart chart(String name, List<ScrapedSeries> all, int number) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ScrapedSeries first = all.getFirst();
    data.put("unit", Texts.shortened(first.unit().isEmpty() ? name : first.unit(), LONGEST));
    ArrayNode lines = data.putArray("lines");
    List<List<Cell>> rows = new ArrayList<>();
    for (ScrapedSeries series : all) {
      String what = Texts.shortened(labels(series), LONGEST);
      ArrayNode points = lines.addObject().put("name", what).putArray("points");
      for (int n = 0; n < series.values().size(); n++) {
        points.addArray().add(series.seconds().get(n)).add(series.values().get(n));
      }
      var values = series.values().stream().mapToDouble(value -> value).summaryStatistics();
      rows.add(
          values.getCount() == 0
              ? List.of(
                  Cell.of(what), Cell.of("-"), Cell.of("-"), Cell.of("-"), Cell.of("-"), Cell.of(0))
              : List.of(
                  Cell.of(what),
                  number(values.getMin()),
                  number(values.getAverage()),
                  number(values.getMax()),
                  number(series.values().getLast()),
                  Cell.of(values.getCount())));
    }
    return new Chart(
        "scraped-" + number,
        "resources",
        "Scraped: "
            + Texts.shortened(name, LONGEST)
            + (first.unit().isEmpty() ? "" : " (" + Texts.shortened(first.unit(), LONGEST) + ")"),
        "As the Prometheus that watched the run has it, warm-up included: "
            + Texts.shortened(first.expression(), LONGEST_EXPRESSION),
        data,
        Table.of(rows.stream(), "series", "least", "mean", "most", "last", "values"));
  }

  private static String labels(ScrapedSeries series) {
    return series.labels().isEmpty()
        ? series.name()
        : series.labels().entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(", "));
  }

  private static Cell number(double value) {
    return new Cell(Cell.number(value, Unit.RATIO).text(), Double.toString(value));
  }
}

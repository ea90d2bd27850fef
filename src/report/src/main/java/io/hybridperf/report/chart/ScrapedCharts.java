package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Charts of what a Prometheus scraped while a run went. */
public final class ScrapedCharts {
  private static final int LONGEST = 60;
  private static final int LONGEST_EXPRESSION = 300;

  private ScrapedCharts() {}

  /**
   * Draws what was kept.
   *
   * @param report of a run
   * @return a chart for each name, in the order of the series
   */
  public static List<Chart> of(RunReport report) {
    Map<String, List<ScrapedSeries>> byName = new LinkedHashMap<>();
    report
        .scraped()
        .forEach(
            series -> byName.computeIfAbsent(series.name(), _ -> new ArrayList<>()).add(series));
    List<Chart> charts = new ArrayList<>();
    byName.forEach((name, series) -> charts.add(chart(name, series, charts.size(), report)));
    return charts;
  }

  private static Chart chart(String name, List<ScrapedSeries> all, int number, RunReport report) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ScrapedSeries first = all.getFirst();
    TimeCharts.frame(data, report);
    data.put("unit", Texts.shortened(first.unit().isEmpty() ? name : first.unit(), LONGEST));
    ArrayNode lines = data.putArray("lines");
    Set<String> telling = telling(all);
    List<List<Cell>> rows = new ArrayList<>();
    for (ScrapedSeries series : all) {
      String what = Texts.shortened(labels(series, _ -> true), LONGEST);
      ArrayNode points =
          lines
              .addObject()
              .put("name", Texts.shortened(labels(series, telling::contains), LONGEST))
              .putArray("points");
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

  /** {@return the labels by which series differ; all of a series that is alone} */
  private static Set<String> telling(List<ScrapedSeries> all) {
    Set<String> names = new TreeSet<>();
    all.forEach(series -> names.addAll(series.labels().keySet()));
    if (all.size() > 1) {
      names.removeIf(name ->
          all.stream().map(series -> series.labels().getOrDefault(name, "")).distinct().count()
              == 1);
    }
    return names;
  }

  private static String labels(ScrapedSeries series, Predicate<String> shown) {
    String labels =
        series.labels().entrySet().stream()
            .filter(label -> shown.test(label.getKey()))
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(", "));
    return labels.isEmpty() ? series.name() : labels;
  }

  private static Cell number(double value) {
    return new Cell(Cell.number(value, Unit.RATIO).text(), Double.toString(value));
  }
}

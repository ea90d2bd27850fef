package io.hybridperf.report.history;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.stats.ChangePoints.ChangePoint;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.cli.TextTable;
import io.hybridperf.report.history.History.Series;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RecordedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** A history as text for people and as JSON for programs. */
final class HistoryText {
  private static final List<String> HEAD =
      List.of("metric", "runs", "first", "latest", "lowest", "highest", "changes");
  private static final Set<Integer> NUMBERS = Set.of(1, 2, 3, 4, 5);
  private static final int MOST_LEFT_OUT = 20;

  private HistoryText() {}

  static List<String> lines(History history) {
    List<String> lines = new ArrayList<>();
    for (Series series : history.series()) {
      lines.add(
          Plain.line(
              "%s on %s, scale %s, %s: %s runs, %s to %s"
                  .formatted(
                      series.traits().get("simulation"),
                      series.traits().get("environment"),
                      series.traits().get("scale"),
                      series.traits().get("machine"),
                      series.runs().size(),
                      day(series.runs().getFirst()),
                      day(series.runs().getLast()))));
      TextTable table = new TextTable(HEAD, NUMBERS);
      series.metrics().forEach(metric -> table.add(row(metric)));
      lines.addAll(table.lines());
      for (MetricHistory metric : series.metrics()) {
        metric.changes().forEach(change -> lines.add("  " + line(metric, change)));
      }
      lines.add("");
    }
    if (history.series().isEmpty()) {
      lines.add("no %s runs are alike".formatted(History.FEWEST_RUNS));
    }
    if (!history.leftOut().isEmpty()) {
      lines.add("left out: " + history.leftOut().size());
      history.leftOut().stream()
          .limit(MOST_LEFT_OUT)
          .forEach(line -> lines.add("  " + Plain.line(line)));
      if (history.leftOut().size() > MOST_LEFT_OUT) {
        lines.add(
            "  ... and %s more (--json has all)"
                .formatted(history.leftOut().size() - MOST_LEFT_OUT));
      }
    }
    return lines;
  }

  private static List<String> row(MetricHistory metric) {
    double lowest =
        metric.points().stream().mapToDouble(MetricHistory.Point::value).min().orElse(Double.NaN);
    double highest =
        metric.points().stream().mapToDouble(MetricHistory.Point::value).max().orElse(Double.NaN);
    return List.of(
        Plain.line(metric.key()),
        String.valueOf(metric.points().size()),
        value(metric.points().getFirst().value(), metric),
        value(metric.points().getLast().value(), metric),
        value(lowest, metric),
        value(highest, metric),
        metric.changes().isEmpty() ? "none" : String.valueOf(metric.changes().size()));
  }

  private static String value(double value, MetricHistory metric) {
    return (Plain.number(value) + " " + Plain.line(metric.unit())).strip();
  }

  private static String day(RecordedRun run) {
    return Objects.requireNonNull(run.info()).start().toString().substring(0, 10);
  }

  private static String line(MetricHistory metric, ChangePoint change) {
    RecordedRun first = metric.firstRun(change);
    return String.format(
        Locale.ROOT,
        "%s  %s: %s to %s (%+.1f %%, p %.2g) from run %s on, %s, revision %s",
        metric.isWorse(change) ? "WORSE " : "better",
        Plain.line(metric.key()),
        value(change.before(), metric),
        value(change.after(), metric),
        100 * (change.after() / change.before() - 1),
        change.pValue(),
        Plain.line(first.name()),
        day(first),
        Likeness.revision(Objects.requireNonNull(first.info())));
  }

  static ObjectNode json(History history) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("schemaVersion", 1);
    ArrayNode all = json.putArray("series");
    for (Series series : history.series()) {
      ObjectNode one = all.addObject();
      ObjectNode traits = one.putObject("traits");
      series.traits().forEach(traits::put);
      ArrayNode metrics = one.putArray("metrics");
      for (MetricHistory metric : series.metrics()) {
        ObjectNode node =
            metrics
                .addObject()
                .put("metric", metric.key())
                .put("unit", metric.unit())
                .put("lowerIsBetter", metric.lowerIsBetter());
        ArrayNode points = node.putArray("values");
        metric
            .points()
            .forEach(point ->
                points.addObject().put("run", point.run().name()).put("value", point.value()));
        ArrayNode changes = node.putArray("changes");
        metric.changes().forEach(change -> changes.add(json(metric, change)));
      }
    }
    history.leftOut().forEach(json.putArray("leftOut")::add);
    return json;
  }

  private static ObjectNode json(MetricHistory metric, ChangePoint change) {
    RecordedRun first = metric.firstRun(change);
    return JsonNodeFactory.instance
        .objectNode()
        .put("run", first.name())
        .put("revision", Likeness.revision(Objects.requireNonNull(first.info())))
        .put("index", change.index())
        .put("before", change.before())
        .put("after", change.after())
        .put("pValue", change.pValue())
        .put("worse", metric.isWorse(change));
  }
}

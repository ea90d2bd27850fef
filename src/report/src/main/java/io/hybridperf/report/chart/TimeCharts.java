package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.report.model.Event;
import io.hybridperf.report.model.HeatMap;
import io.hybridperf.report.model.Moment;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

/** Charts over the time of a run. */
public final class TimeCharts {
  private static final String TIME = "time since the plan's start";

  private final RunReport report;

  /**
   * Prepares them.
   *
   * @param report the run's
   */
  public TimeCharts(RunReport report) {
    this.report = report;
  }

  /**
   * Response times by the second.
   *
   * @return a chart
   */
  public Chart latency() {
    ObjectNode data = axis();
    put(data, "p50", moment -> millis(moment.p50()));
    put(data, "p95", moment -> millis(moment.p95()));
    put(data, "p99", moment -> millis(moment.p99()));
    put(data, "max", moment -> millis(moment.max()));
    return new Chart(
        "latency-over-time",
        "latency",
        "Response time over time",
        "From the planned arrival to the answer, log scale, by the time of the answer; phases are shaded, the warm-up, "
            + "which nobody judges, in amber; dashed lines are faults and other events.",
        data,
        Table.of(
            report.moments().stream()
                .map(moment ->
                    List.of(
                        start(moment),
                        Cell.time(moment.p50()),
                        Cell.time(moment.p95()),
                        Cell.time(moment.p99()),
                        Cell.time(moment.max()))),
            TIME,
            "p50",
            "p95",
            "p99",
            "maximum"));
  }

  /**
   * Rates by the second.
   *
   * @return a chart
   */
  public Chart throughput() {
    ObjectNode data = axis();
    put(data, "planned", moment -> moment.planned() / moment.seconds());
    put(data, "sent", moment -> (double) moment.answers().sent() / moment.seconds());
    put(data, "ok", moment -> (double) moment.answers().ok() / moment.seconds());
    return new Chart(
        "throughput-over-time",
        "throughput",
        "Requests planned, sent and answered",
        "Requests a second. Where sent leaves planned the generator was late; where answered leaves sent the system was.",
        data,
        Table.of(
            report.moments().stream()
                .map(moment ->
                    List.of(
                        start(moment),
                        new Cell(
                            Long.toString(Math.round(moment.planned())),
                            Double.toString(moment.planned())),
                        Cell.of(moment.answers().sent()),
                        Cell.of(moment.answers().ok()),
                        Cell.of(moment.answers().errors()),
                        Cell.of(moment.answers().shed()))),
            TIME,
            "planned",
            "sent",
            "answered OK",
            "errors",
            "shed"));
  }

  /**
   * Errors by the second.
   *
   * @return a chart
   */
  public Chart errors() {
    ObjectNode data = axis();
    put(data, "errors", moment -> percent(moment.answers().errorRate()));
    put(data, "shed", moment -> percent(moment.answers().shedRate()));
    Answers judged = report.answers();
    return new Chart(
        "errors-over-time",
        "errors",
        "Errors and shed requests",
        "Errors among what was not shed, and shed requests (RESOURCE_EXHAUSTED) among all that ended, in percent. "
            + "The table has the judged phases by status.",
        data,
        Table.of(
            judged.byStatus().entrySet().stream()
                .map(status ->
                    List.of(
                        Cell.of(status.getKey()),
                        Cell.of(status.getValue()),
                        Cell.share((double) status.getValue() / judged.total()))),
            "status",
            "requests",
            "share of all that ended"));
  }

  /**
   * Everything but OK by the second.
   *
   * @return a chart; empty if all that ended was OK
   */
  public Optional<Chart> statuses() {
    TreeSet<String> names = new TreeSet<>();
    report.moments().forEach(moment -> names.addAll(moment.answers().byStatus().keySet()));
    names.remove(Status.OK);
    if (names.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode data = axis();
    ArrayNode lines = data.putArray("lines");
    for (String name : names) {
      put(
          lines.addObject().put("name", name),
          "values",
          moment -> count(moment, name) / moment.seconds());
    }
    List<String> head = new ArrayList<>(names);
    head.addFirst(TIME);
    List<List<Cell>> rows = new ArrayList<>();
    for (Moment moment : report.moments()) {
      if (names.stream().anyMatch(name -> count(moment, name) > 0)) {
        List<Cell> row = new ArrayList<>(List.of(start(moment)));
        names.forEach(name -> row.add(Cell.of((long) count(moment, name))));
        rows.add(row);
      }
    }
    return Optional.of(
        new Chart(
            "statuses-over-time",
            "statuses",
            "What was not OK, by status",
            "Calls a second, by how they ended, warm-up included. The table has the seconds in which there were any.",
            data,
            new Table(head, rows)));
  }

  private static double count(Moment moment, String status) {
    return moment.answers().byStatus().getOrDefault(status, 0L);
  }

  /**
   * Response times over time, as areas of more and less answers.
   *
   * @return a chart of at most {@value HeatMap#MOST_CELLS} cells
   */
  public Chart heat() {
    HeatMap heat = report.heat();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode columns = data.putArray("columns");
    heat.columns().forEach(column -> columns.add(Math.round(column.start() * 10) / 10.0));
    ArrayNode rows = data.putArray("rows");
    int count = heat.edges().size() - 1;
    heat.edges().subList(0, count).forEach(edge -> rows.add(edge / 1e6));
    ArrayNode cells = data.putArray("cells");
    long most = 1;
    List<List<Cell>> table = new ArrayList<>();
    for (int column = 0; column < heat.columns().size(); column++) {
      for (int row = 0; row < count; row++) {
        long answers = heat.counts().get(column).get(row);
        most = Math.max(most, answers);
        if (answers > 0) {
          cells.addArray().add(column).add(row).add(answers);
          table.add(
              List.of(
                  seconds(heat.columns().get(column).start()),
                  Cell.mean(heat.edges().get(row)),
                  Cell.mean(heat.edges().get(row + 1)),
                  Cell.of(answers)));
        }
      }
    }
    data.put("most", most);
    return new Chart(
        "latency-heat-map",
        "heat",
        "Response times as a heat map",
        "How many OK answers took how long, and when: two bands are two kinds of answers, which percentiles do not tell apart.",
        data,
        Table.of(table.stream(), TIME, "response time from", "to", "OK answers"));
  }

  private ObjectNode axis() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    put(data, "t", moment -> Math.round(moment.start() * 1e3) / 1e3);
    return frame(data, report);
  }

  /** {@return the data, with what lies behind every chart over time: phases and events} */
  static ObjectNode frame(ObjectNode data, RunReport report) {
    List<Moment> moments = report.moments();
    data.put("from", moments.isEmpty() ? 0 : Math.min(0, Math.floor(moments.getFirst().start())));
    data.put(
        "to",
        moments.isEmpty() ? 1 : Math.ceil(moments.getLast().start() + moments.getLast().seconds()));
    ArrayNode phases = data.putArray("phases");
    ObjectNode before = null;
    for (PlannedPhase phase : report.info().phases()) {
      double end = phase.startSeconds() + phase.seconds();
      if (before != null && !phase.judged() && !before.path("judged").asBoolean()) {
        // A warm-up that goes on is one.
        before.put("to", end);
        continue;
      }
      before =
          phases
              .addObject()
              .put("name", Texts.shortened(phase.name(), 40))
              .put("judged", phase.judged())
              .put("from", phase.startSeconds())
              .put("to", end);
    }
    ArrayNode events = data.putArray("events");
    for (Event event : report.events()) {
      events
          .addObject()
          .put("at", event.seconds())
          .put(
              "name",
              Texts.shortened(event.event(), 40) + (event.error() == null ? "" : " (failed)"));
    }
    return data;
  }

  private void put(ObjectNode data, String name, ToDoubleFunction<Moment> value) {
    ArrayNode values = data.putArray(name);
    for (Moment moment : report.moments()) {
      double number = value.applyAsDouble(moment);
      if (Double.isNaN(number)) {
        values.addNull();
      } else {
        values.add(number);
      }
    }
  }

  private static Cell start(Moment moment) {
    return seconds(moment.start());
  }

  private static Cell seconds(double seconds) {
    return new Cell(String.format(Locale.ROOT, "%.1f s", seconds), Double.toString(seconds));
  }

  private static double millis(long nanos) {
    return nanos == 0 ? Double.NaN : nanos / 1e6;
  }

  private static double percent(double share) {
    return 100 * share;
  }
}

package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.report.model.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Charts of several runs, a line for each. */
public final class OverlayCharts {
  /** More points of a line are not told apart. */
  private static final int MOST_POINTS = 600;

  private final List<Run> runs;

  /**
   * One of them.
   *
   * @param name as people know it
   * @param log what was recorded
   */
  public record Run(String name, RunLog log) {
    private String shown() {
      return Texts.shortened(name, 60);
    }
  }

  /** A time and the percentiles of what ended then. */
  private record Point(double seconds, long p50, long p99) {}

  /**
   * Prepares them.
   *
   * @param runs each with a name of its own
   */
  public OverlayCharts(List<Run> runs) {
    this.runs = List.copyOf(runs);
  }

  /**
   * All of them.
   *
   * @return median and p99 over time, and the percentiles of what is judged
   */
  public List<Chart> all() {
    List<List<Point>> points = runs.stream().map(run -> bySecond(run.log())).toList();
    return List.of(
        overTime("p50", points, Point::p50), overTime("p99", points, Point::p99), spectrum());
  }

  private Chart overTime(String name, List<List<Point>> of, ToLongFunction<Point> value) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = data.putArray("lines");
    List<List<Cell>> rows = new ArrayList<>();
    for (int n = 0; n < runs.size(); n++) {
      String run = runs.get(n).shown();
      ArrayNode points = lines.addObject().put("name", run).putArray("points");
      for (Point point : of.get(n)) {
        points.addArray().add(point.seconds()).add(value.applyAsLong(point) / 1e6);
        rows.add(
            List.of(
                Cell.of(run),
                new Cell(
                    String.format(Locale.ROOT, "%.1f s", point.seconds()),
                    Double.toString(point.seconds())),
                Cell.time(value.applyAsLong(point))));
      }
    }
    return new Chart(
        name + "-over-time",
        "overlay",
        name + " response time over time",
        "Of each run, from the planned arrival to the answer, log scale, since the plan's start, warm-up included.",
        data,
        Table.of(rows.stream(), "run", "since the plan's start", name));
  }

  private static List<Point> bySecond(RunLog log) {
    List<Selection> seconds = log.select(_ -> true, _ -> true).bySecond();
    double zero = log.planZeroSeconds().orElse(0);
    int together = Math.max(1, (seconds.size() + MOST_POINTS - 1) / MOST_POINTS);
    List<Point> points = new ArrayList<>();
    for (int from = 0; from < seconds.size(); from += together) {
      List<Selection> part = seconds.subList(from, Math.min(from + together, seconds.size()));
      CallTimes times =
          CallTimes.sum(part.stream().map(each -> each.times(Series.RESPONSE_TIME)).toList());
      long p99 = times.percentile(99);
      if (p99 > 0) {
        points.add(
            new Point(
                Math.round((part.getFirst().time().start() - zero) * 1e3) / 1e3,
                times.percentile(50),
                p99));
      }
    }
    return points;
  }

  private Chart spectrum() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    ArrayNode lines = data.putArray("lines");
    List<List<Cell>> rows = new ArrayList<>();
    for (Run run : runs) {
      ArrayNode points = lines.addObject().put("name", run.shown()).putArray("points");
      Distribution.of("", run.log().select(Scope.RUN).times(Series.RESPONSE_TIME))
          .spectrum()
          .forEach(point -> {
            points
                .addArray()
                .add(-Math.log10(1 - point.percentile() / 100))
                .add(point.nanos() / 1e6);
            rows.add(
                List.of(
                    Cell.of(run.shown()),
                    new Cell(
                        String.format(Locale.ROOT, "%.4f %%", point.percentile()),
                        Double.toString(point.percentile())),
                    Cell.time(point.nanos())));
          });
    }
    return new Chart(
        "spectra",
        "spectrum",
        "Percentiles up to 99.99 %",
        "Response times of the judged phases on HdrHistogram's axis: each step to the right is a tenth of the answers that are left.",
        data,
        Table.of(rows.stream(), "run", "percentile", "response time"));
  }
}

package io.hybridperf.report.history;

import io.hybridperf.measurement.stats.ChangePoints;
import io.hybridperf.measurement.stats.ChangePoints.ChangePoint;
import io.hybridperf.report.runs.RecordedRun;
import io.hybridperf.report.runs.RecordedSlo;
import java.util.List;

/**
 * One number over the runs that have it.
 *
 * @param key the metric and its scope
 * @param unit symbol of its unit
 * @param lowerIsBetter whether less of it is better
 * @param points its values, in order of time
 * @param changes where its level changed
 */
record MetricHistory(
    String key, String unit, boolean lowerIsBetter, List<Point> points, List<ChangePoint> changes) {

  /** The value of one run. */
  record Point(RecordedRun run, RecordedSlo slo) {
    double value() {
      return slo.value();
    }
  }

  static MetricHistory of(List<Point> points, double level, double leastChange) {
    RecordedSlo latest = points.getLast().slo();
    double[] values = points.stream().mapToDouble(Point::value).toArray();
    return new MetricHistory(
        latest.key(),
        latest.unit(),
        latest.lowerIsBetter(),
        List.copyOf(points),
        ChangePoints.of(values, level, leastChange));
  }

  boolean isWorse(ChangePoint change) {
    return change.after() > change.before() == lowerIsBetter;
  }

  /** The first run of the new level. */
  RecordedRun firstRun(ChangePoint change) {
    return points.get(change.index()).run();
  }

  /** Whether a change for the worse began in the last so many runs. */
  boolean gotWorseInTheLast(int runs) {
    return changes.stream()
        .anyMatch(change -> isWorse(change) && change.index() >= points.size() - runs);
  }
}

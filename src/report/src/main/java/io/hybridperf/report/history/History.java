package io.hybridperf.report.history;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.report.history.MetricHistory.Point;
import io.hybridperf.report.runs.Likeness;
import io.hybridperf.report.runs.RecordedRun;
import io.hybridperf.report.runs.RecordedSlo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The runs of a folder, those that are alike together.
 *
 * @param series one for each kind of run that was repeated
 * @param leftOut runs that are in none, with the reason
 */
record History(List<Series> series, List<String> leftOut) {

  /** Fewer values have no change points that mean anything. */
  static final int FEWEST_RUNS = 4;

  /**
   * Runs that are alike, in order of time.
   *
   * @param traits what they have in common
   * @param runs the runs
   * @param metrics their numbers
   */
  record Series(Map<String, String> traits, List<RecordedRun> runs, List<MetricHistory> metrics) {}

  /**
   * Looks at runs.
   *
   * @param all what was found in a folder
   * @param level p-value that a change must be below
   * @param leastChange relative size that a change must be above
   */
  static History of(List<RecordedRun> all, double level, double leastChange) {
    List<String> leftOut = new ArrayList<>();
    Map<Map<String, String>, List<RecordedRun>> alike = new LinkedHashMap<>();
    all.stream()
        .filter(run -> {
          run.unsound().ifPresent(why -> leftOut.add(run.name() + " " + why));
          return run.unsound().isEmpty();
        })
        .sorted(Comparator.comparing(run -> info(run).start()))
        .forEach(run ->
            alike.computeIfAbsent(Likeness.series(info(run)), _ -> new ArrayList<>()).add(run));
    List<Series> series = new ArrayList<>();
    alike.forEach((traits, runs) -> {
      if (runs.size() < FEWEST_RUNS) {
        runs.forEach(run ->
            leftOut.add(
                "%s has %s like it, %s are needed: %s"
                    .formatted(
                        run.name(),
                        runs.size() == 1 ? "none" : "only " + (runs.size() - 1),
                        FEWEST_RUNS - 1,
                        nearest(traits, alike))));
      } else {
        series.add(new Series(traits, List.copyOf(runs), metrics(runs, level, leastChange)));
      }
    });
    return new History(series, leftOut);
  }

  private static RunInfo info(RecordedRun run) {
    return Objects.requireNonNull(run.info());
  }

  /** In what runs that are left out differ from the most of those that are alike. */
  private static String nearest(
      Map<String, String> traits, Map<Map<String, String>, List<RecordedRun>> alike) {
    return alike.entrySet().stream()
        .filter(each -> each.getValue().size() >= FEWEST_RUNS)
        .filter(each -> Objects.equals(each.getKey().get("simulation"), traits.get("simulation")))
        .map(each -> Likeness.differences(traits, each.getKey()))
        .min(Comparator.comparingInt(List::size))
        .map(differences -> String.join("; ", differences))
        .orElse("no other run of " + traits.get("simulation"));
  }

  private static List<MetricHistory> metrics(
      List<RecordedRun> runs, double level, double leastChange) {
    Map<String, List<Point>> points = new LinkedHashMap<>();
    for (RecordedRun run : runs) {
      Map<String, RecordedSlo> once = new LinkedHashMap<>();
      run.slos().stream()
          .filter(RecordedSlo::isMeasured)
          .forEach(each -> once.put(each.key(), each));
      once.forEach((key, slo) ->
          points.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Point(run, slo)));
    }
    return points.values().stream()
        .map(each -> MetricHistory.of(each, level, leastChange))
        .toList();
  }
}

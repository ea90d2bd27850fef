package io.hybridperf.report.compare;

import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.stats.Holm;
import io.hybridperf.report.compare.Compared.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Two runs side by side.
 *
 * @param before what the first run was
 * @param after what the second run was
 * @param rows every number that both have
 * @param onlyInOne scopes that only one of the runs has
 */
record Comparison(RunInfo before, RunInfo after, List<Row> rows, List<String> onlyInOne) {

  /** The chance of any false alarm in a comparison of two runs that do not differ. */
  static final double LEVEL = 0.05;

  /** What is to be said of a number. */
  enum Outcome {
    REGRESSION,
    WORSE,
    BETTER,
    CHANGED,
    NO_DIFFERENCE_SHOWN,
    NOT_TESTED;

    String words() {
      return this == REGRESSION
          ? name()
          : name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A number and what is to be said of it.
   *
   * @param compared the number in both runs
   * @param adjustedPValue adjusted for all numbers that were looked at; NaN if not tested
   * @param outcome whether it differs, and whether that matters
   */
  record Row(Compared compared, double adjustedPValue, Outcome outcome) {}

  /**
   * Compares.
   *
   * @param before the first run
   * @param after the second run
   * @param thresholds from when on worse is a regression
   * @return all that both recorded
   */
  static Comparison of(RunLog before, RunLog after, Thresholds thresholds) {
    List<Scope> scopes = new ArrayList<>(Part.scopesOf(before));
    List<Scope> ofAfter = Part.scopesOf(after);
    List<String> onlyInOne = onlyInOne(scopes, ofAfter);
    scopes.retainAll(ofAfter);
    List<Compared> all = new ArrayList<>();
    for (Scope scope : scopes) {
      Part first = new Part(before, scope);
      Part second = new Part(after, scope);
      all.addAll(ResponseTimes.compare(first, second));
      all.addAll(Rates.compare(first, second));
      if (scope.equals(Scope.RUN)) {
        all.addAll(Rates.values(first, second));
      }
    }
    return new Comparison(before.info(), after.info(), rows(all, thresholds), onlyInOne);
  }

  private static List<String> onlyInOne(List<Scope> before, List<Scope> after) {
    Set<String> all = new TreeSet<>();
    before.stream().filter(each -> !after.contains(each)).forEach(each -> all.add(each.toString()));
    after.stream().filter(each -> !before.contains(each)).forEach(each -> all.add(each.toString()));
    return List.copyOf(all);
  }

  private static List<Row> rows(List<Compared> all, Thresholds thresholds) {
    double[] adjusted =
        Holm.adjusted(
            all.stream().filter(Compared::isTested).mapToDouble(Compared::pValue).toArray());
    List<Row> rows = new ArrayList<>();
    int next = 0;
    for (Compared each : all) {
      double pValue = each.isTested() ? adjusted[next++] : Double.NaN;
      rows.add(new Row(each, pValue, outcome(each, pValue, thresholds)));
    }
    return rows;
  }

  private static Outcome outcome(Compared each, double pValue, Thresholds thresholds) {
    if (!each.isTested()) {
      return Outcome.NOT_TESTED;
    }
    if (!(pValue < LEVEL) || each.before() == each.after()) {
      return Outcome.NO_DIFFERENCE_SHOWN;
    }
    if (each.better() == Better.NEITHER) {
      return Outcome.CHANGED;
    }
    double worseBy = each.worseBy();
    return worseBy < 0
        ? Outcome.BETTER
        : worseBy > thresholds.of(each.metric()) ? Outcome.REGRESSION : Outcome.WORSE;
  }

  List<Row> with(Outcome outcome) {
    return rows.stream().filter(row -> row.outcome() == outcome).toList();
  }

  boolean hasRegression() {
    return !with(Outcome.REGRESSION).isEmpty();
  }

  long tested() {
    return rows.stream().filter(row -> row.compared().isTested()).count();
  }
}

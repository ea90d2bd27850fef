package io.hybridperf.plans;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One operator of a plan that was run.
 *
 * @param operator its name, as the store gives it
 * @param details what it works on
 * @param estimatedRows how many rows the planner expected, over all its loops
 * @param rows how many there were, over all its loops
 * @param readRows how many it looked at, those that it filtered out included
 * @param cost what it cost itself: database hits in Neo4j, buffers in PostgreSQL
 * @param children the operators that it takes rows from
 */
record PlanStep(
    String operator,
    String details,
    double estimatedRows,
    double rows,
    double readRows,
    long cost,
    List<PlanStep> children) {

  /** Of a statement that could not be run. */
  static final PlanStep NONE = new PlanStep("", "", 0, 0, 0, 0, List.of());

  /** This and everything below. */
  Stream<PlanStep> all() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(PlanStep::all));
  }

  /** How many times fewer or more rows there were than expected; at least one is counted. */
  double estimateError() {
    double expected = Math.max(1, estimatedRows);
    double actual = Math.max(1, rows);
    return Math.max(expected / actual, actual / expected);
  }

  /** The line of a plan, without its indentation. */
  String line() {
    String text =
        String.format(
            Locale.ROOT,
            "%s  rows %.0f, expected %.1f, cost %d  %s",
            operator,
            rows,
            estimatedRows,
            cost,
            details.replaceAll("\\s+", " "));
    return text.length() <= 160 ? text : text.substring(0, 157) + "...";
  }
}

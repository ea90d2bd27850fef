package io.hybridperf.plans;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares estimates of Neo4j with what happened, where they are made: rows out of an operator for
 * each row into it, expected and actual. A row count alone would blame every operator for one that
 * came before it. Lists have no statistics, so UNWIND is left out, and with it what only passes its
 * rows on.
 */
final class FanOut {

  private record Rows(double actual, double estimated) {}

  private record Worst(PlanStep step, double error) {}

  private final Limits limits;

  private FanOut(Limits limits) {
    this.limits = limits;
  }

  /** Notes the worst estimate of a plan, if it is past the limit. */
  static void check(PlanStep plan, Limits limits, List<Finding> findings) {
    new FanOut(limits)
        .worst(plan, new Rows(1, 1))
        .filter(worst -> worst.error() > limits.estimateError())
        .ifPresent(worst ->
            findings.add(
                new Finding(
                    String.format(Locale.ROOT, "estimate off by %.0fx", worst.error()),
                    worst.step().line())));
  }

  /**
   * The worst from here down.
   *
   * @param argument what a leaf is run for: the rows on the other side of an Apply
   */
  private Optional<Worst> worst(PlanStep step, Rows argument) {
    List<PlanStep> children = step.children();
    Optional<Worst> own =
        switch (children.size()) {
          case 0 -> own(step, argument);
          case 1 -> own(step, rows(children.getFirst()));
          default -> Optional.empty();
        };
    for (int i = 0; i < children.size(); i++) {
      boolean forEachRow = i > 0 && !step.operator().equals("CartesianProduct");
      own = larger(own, worst(children.get(i), forEachRow ? rows(children.getFirst()) : argument));
    }
    return own;
  }

  private Optional<Worst> own(PlanStep step, Rows in) {
    if (in.actual() < 1
        || step.operator().equals("Unwind")
        || Math.max(step.rows(), step.estimatedRows()) < limits.estimatedRows()) {
      return Optional.empty();
    }
    double expected = step.estimatedRows() / Math.max(in.estimated(), Double.MIN_NORMAL);
    double actual = step.rows() / in.actual();
    double least = 1 / in.actual();
    double error = Math.max(expected, least) / Math.max(actual, least);
    return Optional.of(new Worst(step, Math.max(error, 1 / error)));
  }

  private static Rows rows(PlanStep step) {
    return new Rows(step.rows(), step.estimatedRows());
  }

  private static Optional<Worst> larger(Optional<Worst> a, Optional<Worst> b) {
    return a.isEmpty() || (b.isPresent() && b.get().error() > a.get().error()) ? b : a;
  }
}

package io.hybridperf.plans;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Compares what planners expected with what happened. */
final class Estimates {

  private Estimates() {}

  /** Notes the worst estimate of a plan, if it is past the limit: the others follow from it. */
  static void check(PlanStep plan, Limits limits, List<Finding> findings) {
    plan.all()
        .filter(step -> Math.max(step.rows(), step.estimatedRows()) >= limits.estimatedRows())
        .filter(step -> step.estimateError() > limits.estimateError())
        .max(Comparator.comparingDouble(PlanStep::estimateError))
        .ifPresent(step ->
            findings.add(
                new Finding(
                    String.format(Locale.ROOT, "estimate off by %.0fx", step.estimateError()),
                    step.line())));
  }
}

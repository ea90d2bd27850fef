package io.hybridperf.plans;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a plan of PostgreSQL. */
final class SqlRules {

  private SqlRules() {}

  static List<Finding> findings(PlanStep plan, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    plan.all()
        .forEach(step -> {
          if (step.operator().contains("Seq Scan") && step.readRows() > limits.scannedRows()) {
            findings.add(new Finding("sequential scan", step.line()));
          }
          if (isCartesian(step)) {
            findings.add(new Finding("cartesian product", step.line()));
          }
        });
    Estimates.check(plan, limits, findings);
    return findings;
  }

  /** A nested loop whose inner side looks nothing up and which joins on nothing. */
  private static boolean isCartesian(PlanStep step) {
    return step.operator().equals("Nested Loop")
        && step.details().isEmpty()
        && step.children().size() == 2
        && step.children().getFirst().rows() > 1
        && step.children().getLast().all().noneMatch(inner -> inner.details().contains(" = "))
        && step.children().getLast().rows() > step.children().getFirst().rows();
  }
}

package io.hybridperf.plans;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with a plan of Neo4j. */
final class CypherRules {

  private static final Map<String, String> OPERATORS =
      Map.of(
          "AllNodesScan", "all-nodes scan",
          "NodeByLabelScan", "label scan",
          "RelationshipTypeScan", "relationship scan",
          "AllRelationshipsScan", "relationship scan",
          "IndexScan", "whole-index scan");

  private CypherRules() {}

  static List<Finding> findings(PlanStep plan, Limits limits) {
    List<Finding> findings = new ArrayList<>();
    plan.all()
        .forEach(step -> {
          OPERATORS.forEach((name, kind) -> {
            if (step.operator().contains(name)) {
              findings.add(new Finding(kind, step.line()));
            }
          });
          if (step.operator().equals("Eager")) {
            findings.add(new Finding("eager", step.line()));
          }
          if (step.operator().equals("CartesianProduct") && multiplies(step)) {
            findings.add(new Finding("cartesian product", step.line()));
          }
        });
    FanOut.check(plan, limits, findings);
    return findings;
  }

  /**
   * One row times whatever, such as two look-ups by unique keys, is no product to fear. The right
   * side's rows are those of all its runs.
   */
  private static boolean multiplies(PlanStep product) {
    PlanStep left = product.children().getFirst();
    return (left.rows() > 1 && product.rows() > left.rows())
        || (left.estimatedRows() > 1.5 && product.estimatedRows() > 1.5 * left.estimatedRows());
  }
}

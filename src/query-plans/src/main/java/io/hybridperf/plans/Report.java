package io.hybridperf.plans;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The outcome for people: one line a statement, and the operators that are flagged. */
final class Report {

  /**
   * A statement's outcome.
   *
   * @param store which store ran it
   * @param name what it is for
   * @param plan as it was run
   * @param findings what is wrong
   */
  record Row(String store, String name, PlanStep plan, List<Finding> findings) {}

  private final List<Row> rows = new ArrayList<>();
  private final List<Finding> missing = new ArrayList<>();

  void add(Row row) {
    rows.add(row);
  }

  void addMissing(List<Finding> indexes) {
    missing.addAll(indexes);
  }

  boolean isClean() {
    return missing.isEmpty() && rows.stream().allMatch(row -> row.findings().isEmpty());
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  List<Finding> missing() {
    return List.copyOf(missing);
  }

  void print(PrintStream out, boolean wholePlans) {
    out.printf("%-12s%-40s%8s%12s  %s%n", "store", "statement", "rows", "cost", "flags");
    for (Row row : rows) {
      out.printf(
          Locale.ROOT,
          "%-12s%-40s%8.0f%12d  %s%n",
          row.store(),
          row.name(),
          row.plan().rows(),
          row.plan().all().mapToLong(PlanStep::cost).sum(),
          row.findings().isEmpty()
              ? "-"
              : String.join(", ", row.findings().stream().map(Finding::kind).distinct().toList()));
    }
    for (Row row : rows) {
      if (wholePlans) {
        out.printf("%n%s, %s%n", row.store(), row.name());
        print(out, row.plan(), 1);
      } else if (!row.findings().isEmpty()) {
        out.printf("%n%s, %s%n", row.store(), row.name());
        row.findings()
            .forEach(finding -> out.printf("  %s: %s%n", finding.kind(), finding.excerpt()));
      }
    }
    if (!missing.isEmpty()) {
      out.println();
      missing.forEach(finding -> out.printf("%s: %s%n", finding.kind(), finding.excerpt()));
    }
    long flagged = rows.stream().filter(row -> !row.findings().isEmpty()).count();
    out.printf(
        Locale.ROOT,
        "%n%d statements, %d flagged, %d indexes missing%n",
        rows.size(),
        flagged,
        missing.size());
  }

  private static void print(PrintStream out, PlanStep step, int depth) {
    out.println("  ".repeat(depth) + step.line());
    step.children().forEach(child -> print(out, child, depth + 1));
  }
}

package io.hybridperf.suite.run;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.watch.Analysis;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run finds out after its load and before its verdict, in this order. */
final class Analyses {
  private final List<Analysis> all = new ArrayList<>();

  /**
   * Every run counts its answers.
   *
   * @param first what it finds out next
   */
  Analyses(Analysis first) {
    all.add(new AnswerCounts());
    all.add(first);
  }

  void add(Analysis analysis) {
    all.add(analysis);
  }

  boolean contains(Analysis analysis) {
    return all.contains(analysis);
  }

  /** Nothing is found out but by the search. */
  void clear() {
    all.clear();
  }

  /**
   * {@return findings of all; one that fails says so and leaves its metrics NOT MEASURED}
   *
   * @param log what was recorded
   * @param search whose findings come first; null: there was none
   */
  Findings of(RunLog log, @Nullable CapacityRun search) {
    Findings findings = Findings.none();
    if (search != null) {
      findings = search.addTo(findings);
    }
    for (Analysis analysis : all) {
      try {
        findings = analysis.add(log, findings);
      } catch (RuntimeException e) {
        findings = findings.line("an analysis failed: " + e);
      }
    }
    return findings;
  }
}

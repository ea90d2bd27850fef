package io.hybridperf.suite.run;

import io.hybridperf.measurement.analysis.AnswerSummary;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.watch.Analysis;
import java.util.Set;
import java.util.stream.Collectors;

/** Says how the requests of the judged phases ended: errors by their type, shed ones apart. */
final class AnswerCounts implements Analysis {

  @Override
  public Findings add(RunLog log, Findings soFar) {
    Set<String> judged =
        log.info().phases().stream()
            .filter(PlannedPhase::judged)
            .map(PlannedPhase::name)
            .collect(Collectors.toSet());
    return soFar.line("answers: " + AnswerSummary.of(log, judged::contains).inWords());
  }
}

package io.hybridperf.suite.answers;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.watch.Analysis;

/** Says how the requests of the judged phases ended: errors by their type, shed ones apart. */
public final class AnswerCounts implements Analysis {
  /** Looks at what was recorded. */
  public AnswerCounts() {}

  @Override
  public Findings add(RunLog log, Findings soFar) {
    return soFar.line("answers: " + log.select(Scope.RUN).answers().inWords());
  }
}

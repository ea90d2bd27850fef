package io.hybridperf.suite.watch;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.verdict.Findings;

/**
 * Finds out, from a run whose load has ended and whose target still stands, what no single series
 * shows: a recovery time, a speed-up, a leak, a lost write.
 */
@FunctionalInterface
public interface Analysis {

  /**
   * Looks at a run. Called once, before it is judged; also for a run that was cut short, so that
   * what it looks for may not be there: say so with {@link Findings#notMeasured}.
   *
   * @param log what was recorded
   * @param soFar what the simulation's earlier analyses found
   * @return {@code soFar} and what was found now
   */
  Findings add(RunLog log, Findings soFar);
}

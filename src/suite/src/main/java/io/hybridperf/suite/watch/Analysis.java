package io.hybridperf.suite.watch;

import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.Verdict;
import java.util.List;

/**
 * Finds out, from a run whose load has ended and whose target still stands, what no single series
 * shows: a recovery time, a speed-up, a leak, a lost write. It may watch the load for that.
 */
@FunctionalInterface
public interface Analysis {

  /** {@return the metrics that get their value by it; none: it does not say} */
  default List<Metric.External> measures() {
    return List.of();
  }

  /**
   * The load begins: before its first request.
   *
   * @param load while it is recorded
   */
  default void loadBegins(RunningLoad load) {}

  /**
   * The system is warm. Called once, before anything is judged, on any thread; not at all for a run
   * that ends earlier.
   *
   * @param load with all phases that are known beforehand
   */
  default void warm(RunningLoad load) {}

  /** The load has ended. Called on all before any of them looks at what was recorded. */
  default void loadEnds() {}

  /**
   * Looks at a run. Called once, before it is judged; also for a run that was cut short, so that
   * what it looks for may not be there: say so with {@link Findings#notMeasured}.
   *
   * @param log what was recorded
   * @param soFar what the simulation's earlier analyses found
   * @return {@code soFar} and what was found now
   */
  Findings add(RunLog log, Findings soFar);

  /**
   * The run was judged, with what all analyses found. Called once; not at all for a run of which
   * nothing could be judged.
   *
   * @param log what was recorded
   * @param verdict as it is written
   */
  default void judged(RunLog log, Verdict verdict) {}

  /** All have looked, or could not: what still runs for this one stops. */
  default void close() {}
}

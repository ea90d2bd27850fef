package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;

/** That stage times fit into the whole, and the whole into what the client saw. */
final class StageRules {
  /** A stage of less than a microsecond is one; four may be. */
  private static final long ROUNDING_MICROS = 4;

  /** How much faster a server's clock may run. */
  private static final double CLOCKS_DIFFER = 1.001;

  private static final double NANOS_PER_MICRO = 1e3;

  private StageRules() {}

  /**
   * Looks at an answer's times.
   *
   * @param serviceNanos from the send to the answer, by the client's clock
   */
  static Flaw flaw(SearchResponse answer, long serviceNanos) {
    StageMicros micros = answer.getStageMicros();
    long total = micros.getTotal();
    return total > 0
            && total <= serviceNanos / NANOS_PER_MICRO * CLOCKS_DIFFER + ROUNDING_MICROS
            && fit(micros, answer.getStrategy())
            && ran(micros, answer.getStrategy())
        ? Flaw.NONE
        : Flaw.IMPOSSIBLE_TIMES;
  }

  private static boolean fit(StageMicros micros, Strategy strategy) {
    long most = micros.getTotal() + ROUNDING_MICROS;
    long vector = micros.getVector();
    long graph = micros.getGraph();
    long policy = micros.getPolicy();
    long aggregation = micros.getAggregation();
    // One by one first: sums of what fits do not overflow.
    if (!fits(vector, most) || !fits(graph, most) || !fits(policy, most)) {
      return false;
    }
    long enrichment =
        strategy == Strategy.STRATEGY_HYBRID_PARALLEL ? Math.max(graph, policy) : graph + policy;
    return fits(aggregation, most) && vector + enrichment + aggregation <= most;
  }

  private static boolean fits(long micros, long most) {
    return micros >= 0 && micros <= most;
  }

  /** Whether the stages ran that the strategy has, and no others. */
  private static boolean ran(StageMicros micros, Strategy strategy) {
    return switch (strategy) {
      case STRATEGY_CACHED ->
          micros.getVector() == 0 && micros.getGraph() == 0 && micros.getPolicy() == 0;
      case STRATEGY_VECTOR_ONLY -> micros.getVector() > 0 && micros.getGraph() == 0;
      case STRATEGY_HYBRID_SEQUENTIAL, STRATEGY_HYBRID_PARALLEL ->
          micros.getVector() > 0 && micros.getGraph() > 0;
      case STRATEGY_NEO4J_ONLY ->
          micros.getVector() == 0 && micros.getGraph() > 0 && micros.getPolicy() == 0;
      default -> true;
    };
  }
}

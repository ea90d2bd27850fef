package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.StoreException;
import java.util.List;
import java.util.Map;

/** Asks what the graph knows of contents. */
final class FactsStage {

  private final GraphCache facts;

  FactsStage(GraphCache facts) {
    this.facts = facts;
  }

  /** The facts of those that the graph knows; none if the stage is left out. */
  Map<Long, GraphFacts> find(SearchPlan plan, List<Long> ids, Deadline deadline, Answer answer)
      throws StoreException {
    long start = System.nanoTime();
    try {
      GraphCache.Found found =
          facts.find(
              ids,
              plan.related(),
              plan.bypasses(Cache.CACHE_GRAPH),
              plan.batchSize(),
              budget(plan, deadline));
      answer.graphUse(found.hits(), found.misses());
      return found.facts();
    } catch (StoreException e) {
      answer.goOnWithout(Stage.STAGE_GRAPH, e, deadline);
      return Map.of();
    } finally {
      answer.times.graph(start);
    }
  }

  private static Deadline budget(SearchPlan plan, Deadline deadline) {
    return switch (plan.strategy()) {
      case STRATEGY_GRAPH_ONLY -> deadline; // Without it there is no answer.
      case STRATEGY_HYBRID_SEQUENTIAL -> StageBudget.of(deadline, plan.user().isPresent() ? 1 : 0);
      default -> StageBudget.of(deadline, 0);
    };
  }
}

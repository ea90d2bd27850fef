package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;

/** What the table in coordinator.proto says of how a request may be answered. */
final class PlanRules {
  private static final int DEFAULT_K = 10;
  private static final int MAX_CACHED_K = 50;
  private static final int MAX_SEQUENTIAL_K = 20;
  private static final int MOST_CANDIDATES_OF_K = 3;

  private PlanRules() {}

  static Flaw flaw(SearchRequest asked, SearchResponse answer) {
    Strategy strategy = answer.getStrategy();
    if (strategy == Strategy.STRATEGY_UNSPECIFIED) {
      return Flaw.EMPTY;
    }
    boolean cached = strategy == Strategy.STRATEGY_CACHED;
    if ((cached || answer.getCacheHit()) && bypasses(asked, Cache.CACHE_RESULT)) {
      return Flaw.RESULT_CACHE_NOT_BYPASSED;
    }
    if (answer.getCacheUse().getPolicyHit() && bypasses(asked, Cache.CACHE_POLICY)) {
      return Flaw.POLICY_CACHE_NOT_BYPASSED;
    }
    if (answer.getCacheUse().getGraphHits() != 0 && bypasses(asked, Cache.CACHE_GRAPH)) {
      return Flaw.GRAPH_CACHE_NOT_BYPASSED;
    }
    if (cached != answer.getCacheHit() || !isAllowed(strategy, asked, answer)) {
      return Flaw.WRONG_STRATEGY;
    }
    if (!areCounts(asked, answer)) {
      return Flaw.IMPOSSIBLE_COUNTS;
    }
    return answer.getDegradedCount() > 0 && isWhole(asked, answer)
        ? Flaw.FALSELY_DEGRADED
        : Flaw.NONE;
  }

  /** Whether an answer has a stage that it says it lacks, or none that nobody wanted. */
  private static boolean isWhole(SearchRequest asked, SearchResponse answer) {
    boolean fromGraph = answer.getStrategy() == Strategy.STRATEGY_GRAPH_ONLY;
    return (isDegraded(answer, Stage.STAGE_VECTOR)
            && (!fromGraph || answer.getHitsList().stream().anyMatch(h -> h.getVectorScore() != 0)))
        || (isDegraded(answer, Stage.STAGE_GRAPH)
            && (!(needsGraph(asked) || fromGraph)
                || answer.getHitsList().stream().anyMatch(PlanRules::isEnriched)))
        || (isDegraded(answer, Stage.STAGE_POLICY)
            && (asked.getUserId().isEmpty() || answer.hasPolicy()));
  }

  private static boolean isEnriched(Hit hit) {
    return !hit.getTitleBytes().isEmpty() || hit.getRelatedCount() > 0;
  }

  /** What the caches did, and candidates, which are for who asks for them. */
  private static boolean areCounts(SearchRequest asked, SearchResponse answer) {
    CacheUse use = answer.getCacheUse();
    long facts = (long) use.getGraphHits() + use.getGraphMisses();
    boolean policyCache =
        !asked.getUserId().isEmpty() && answer.getStrategy() != Strategy.STRATEGY_NEO4J_ONLY;
    return use.getGraphHits() >= 0
        && use.getGraphMisses() >= 0
        && facts <= mostFacts(answer.getStrategy(), k(asked))
        && (policyCache || !use.getPolicyHit())
        && (asked.getReturnVectorCandidates() || answer.getVectorCandidatesCount() == 0);
  }

  /** Of candidates; what is found by the graph alone may have been looked up before filters. */
  private static long mostFacts(Strategy strategy, int k) {
    return switch (strategy) {
      case STRATEGY_HYBRID_SEQUENTIAL, STRATEGY_HYBRID_PARALLEL -> MOST_CANDIDATES_OF_K * (long) k;
      case STRATEGY_GRAPH_ONLY -> Integer.MAX_VALUE;
      default -> 0;
    };
  }

  private static boolean bypasses(SearchRequest asked, Cache cache) {
    return asked.getBypassCachesCount() > 0 && asked.getBypassCachesList().contains(cache);
  }

  private static boolean isAllowed(Strategy strategy, SearchRequest asked, SearchResponse answer) {
    StorageMode storage = asked.getStorage();
    boolean byStores = storage != StorageMode.STORAGE_NEO4J_ONLY;
    boolean embedding = asked.getEmbeddingCount() > 0;
    return switch (strategy) {
      case STRATEGY_CACHED ->
          embedding
              && !needsGraph(asked)
              && asked.getUserId().isEmpty()
              && asked.getFiltersCount() == 0
              && k(asked) <= MAX_CACHED_K;
      case STRATEGY_VECTOR_ONLY -> byStores && embedding && !needsGraph(asked);
      case STRATEGY_HYBRID_SEQUENTIAL ->
          byStores && embedding && needsGraph(asked) && isSequential(asked);
      case STRATEGY_HYBRID_PARALLEL ->
          byStores && embedding && needsGraph(asked) && !isSequential(asked);
      case STRATEGY_GRAPH_ONLY ->
          byStores && (!embedding || isDegraded(answer, Stage.STAGE_VECTOR));
      case STRATEGY_NEO4J_ONLY -> storage != StorageMode.STORAGE_HYBRID;
      case STRATEGY_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  /** {@return how many hits are wanted} */
  static int k(SearchRequest asked) {
    return asked.getK() == 0 ? DEFAULT_K : asked.getK();
  }

  /** {@return how many candidates a search with graph need asks of the vectors} */
  static int hybridCandidates(int k) {
    return k <= MAX_SEQUENTIAL_K ? 2 * k : 3 * k;
  }

  static boolean needsGraph(SearchRequest asked) {
    GraphOptions graph = asked.getGraph();
    return graph.getRelationships() || requires(graph);
  }

  /** {@return whether hits must have what the graph knows} */
  static boolean requires(GraphOptions graph) {
    return graph.getRequiredGenresCount()
            + graph.getRequiredCulturalContextsCount()
            + graph.getRequiredThemesCount()
            + graph.getRequiredMoodsCount()
        > 0;
  }

  private static boolean isSequential(SearchRequest asked) {
    return switch (asked.getGraph().getEnrichment()) {
      case ENRICHMENT_SEQUENTIAL -> true;
      case ENRICHMENT_PARALLEL -> false;
      default -> k(asked) <= MAX_SEQUENTIAL_K;
    };
  }

  static boolean isDegraded(SearchResponse answer, Stage stage) {
    return answer.getDegradedCount() > 0 && answer.getDegradedList().contains(stage);
  }
}

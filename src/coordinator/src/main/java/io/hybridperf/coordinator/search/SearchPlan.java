package io.hybridperf.coordinator.search;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.config.Storage;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.request.SearchRules;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.RelatedScope;
import java.util.Optional;

/**
 * How a valid request is answered. The table in coordinator.proto is the definition of this class.
 *
 * @param request the request
 * @param strategy what to do; CACHED only ever appears in answers
 * @param k how many hits are wanted, 1..1000
 * @param candidates how many are asked of the first store
 * @param facts whether hits carry what the graph knows, and not just their first genre
 * @param requirements what hits must have
 * @param related which related contents are wanted
 * @param user whose policy applies
 * @param cacheable whether the result cache may answer, and may keep the answer
 */
public record SearchPlan(
    SearchRequest request,
    Strategy strategy,
    int k,
    int candidates,
    boolean facts,
    Requirements requirements,
    RelatedScope related,
    Optional<PolicyKey> user,
    boolean cacheable) {

  private static final int DEFAULT_K = 10;
  private static final int DEFAULT_MAX_RELATED = 10;
  private static final int MAX_SEQUENTIAL_K = 20;
  private static final int MAX_CACHED_K = 50;
  private static final int SEQUENTIAL_FACTOR = 2;
  private static final int PARALLEL_FACTOR = 3;
  private static final int GRAPH_ONLY_FACTOR = 3;

  /**
   * Checks a request and plans it.
   *
   * @param dimension of the collection
   * @param storage what answers if the request does not say
   * @throws InvalidRequestException naming the field that breaks a rule
   */
  public static SearchPlan of(SearchRequest request, int dimension, Storage storage)
      throws InvalidRequestException {
    SearchRules.check(request, dimension);
    GraphOptions graph = request.getGraph();
    int k = request.getK() == 0 ? DEFAULT_K : request.getK();
    Requirements requirements = request.hasGraph() ? Requirements.of(graph) : Requirements.NONE;
    boolean graphNeed = graph.getRelationships() || !requirements.isEmpty();
    Strategy hybrid = strategy(request, graphNeed, k);
    Optional<PolicyKey> user = user(request);
    boolean cacheable =
        hybrid == Strategy.STRATEGY_VECTOR_ONLY
            && user.isEmpty()
            && request.getFiltersCount() == 0
            && k <= MAX_CACHED_K
            && !bypasses(request, Cache.CACHE_RESULT);
    return new SearchPlan(
        request,
        isNeo4jOnly(request.getStorage(), storage) ? Strategy.STRATEGY_NEO4J_ONLY : hybrid,
        k,
        candidates(hybrid, k),
        hybrid != Strategy.STRATEGY_VECTOR_ONLY,
        requirements,
        related(graph),
        user,
        cacheable);
  }

  private static boolean isNeo4jOnly(StorageMode asked, Storage configured) {
    return asked == StorageMode.STORAGE_UNSPECIFIED
        ? configured == Storage.NEO4J_ONLY
        : asked == StorageMode.STORAGE_NEO4J_ONLY;
  }

  private static Strategy strategy(SearchRequest request, boolean graphNeed, int k) {
    if (request.getEmbeddingCount() == 0) {
      return Strategy.STRATEGY_GRAPH_ONLY;
    }
    if (!graphNeed) {
      return Strategy.STRATEGY_VECTOR_ONLY;
    }
    Enrichment asked = request.getGraph().getEnrichment();
    boolean sequential =
        asked == Enrichment.ENRICHMENT_UNSPECIFIED
            ? k <= MAX_SEQUENTIAL_K
            : asked == Enrichment.ENRICHMENT_SEQUENTIAL;
    return sequential ? Strategy.STRATEGY_HYBRID_SEQUENTIAL : Strategy.STRATEGY_HYBRID_PARALLEL;
  }

  private static int candidates(Strategy strategy, int k) {
    return switch (strategy) {
      case STRATEGY_HYBRID_SEQUENTIAL -> SEQUENTIAL_FACTOR * k;
      case STRATEGY_HYBRID_PARALLEL -> PARALLEL_FACTOR * k;
      case STRATEGY_GRAPH_ONLY -> GRAPH_ONLY_FACTOR * k;
      default -> k;
    };
  }

  private static RelatedScope related(GraphOptions graph) {
    if (!graph.getRelationships()) {
      return RelatedScope.NONE;
    }
    return new RelatedScope(
        Math.max(1, graph.getHops()),
        graph.getMaxRelated() == 0 ? DEFAULT_MAX_RELATED : graph.getMaxRelated());
  }

  private static Optional<PolicyKey> user(SearchRequest request) {
    if (request.getUserId().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        PolicyKey.of(request.getTenantId(), request.getUserId(), request.getContext()));
  }

  /** Whether the request leaves a cache alone. */
  boolean bypasses(Cache cache) {
    return bypasses(request, cache);
  }

  private static boolean bypasses(SearchRequest request, Cache cache) {
    for (int i = 0; i < request.getBypassCachesCount(); i++) {
      if (request.getBypassCaches(i) == cache) {
        return true;
      }
    }
    return false;
  }

  /** Contents per enrichment query. */
  int batchSize() {
    int asked = request.getGraph().getBatchSize();
    return asked == 0 ? GraphCache.ANY_BATCH_SIZE : asked;
  }

  /** The plan that needs no vectors: from the seed, if there is one, or else by the text. */
  Optional<SearchPlan> withoutVectors() {
    return request.getSeedContentId() == 0 && request.getQueryText().isEmpty()
        ? Optional.empty()
        : Optional.of(
            new SearchPlan(
                request,
                Strategy.STRATEGY_GRAPH_ONLY,
                k,
                GRAPH_ONLY_FACTOR * k,
                true,
                requirements,
                related,
                user,
                false));
  }

  /** How far GRAPH_ONLY searches, 1..3 edges. */
  int depth() {
    return Math.max(1, request.getGraph().getHops());
  }
}

package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;

/** Requests, and answers to them that nothing is wrong with. */
final class HonestAnswer {
  static final QuerySet TEXTS = QuerySet.load();
  static final Dataset DATA = MovieLens.load();
  static final Query QUERY = TEXTS.queries().getFirst();

  static final SearchRequest SIMPLE =
      SearchRequest.newBuilder()
          .addEmbedding(1)
          .setK(10)
          .setStorage(StorageMode.STORAGE_HYBRID)
          .build();
  static final SearchRequest HYBRID =
      SIMPLE.toBuilder().setGraph(GraphOptions.newBuilder().setRelationships(true)).build();
  static final SearchRequest COMPLEX =
      HYBRID.toBuilder().setTenantId("tenant-000").setUserId("user-1").build();
  static final SearchRequest BASELINE =
      HYBRID.toBuilder().setStorage(StorageMode.STORAGE_NEO4J_ONLY).build();
  static final SearchRequest GRAPH_ONLY =
      SearchRequest.newBuilder()
          .setSeedContentId(1)
          .setGraph(GraphOptions.newBuilder().setHops(2))
          .build();

  private HonestAnswer() {}

  static SearchResponse to(SearchRequest request) {
    boolean graph = PlanRules.needsGraph(request) || request.getEmbeddingCount() == 0;
    boolean vectors = request.getEmbeddingCount() > 0;
    boolean baseline = request.getStorage() == StorageMode.STORAGE_NEO4J_ONLY;
    SearchResponse.Builder answer =
        SearchResponse.newBuilder()
            .setStrategy(
                baseline
                    ? Strategy.STRATEGY_NEO4J_ONLY
                    : !vectors
                        ? Strategy.STRATEGY_GRAPH_ONLY
                        : graph
                            ? Strategy.STRATEGY_HYBRID_SEQUENTIAL
                            : Strategy.STRATEGY_VECTOR_ONLY)
            .setStageMicros(
                StageMicros.newBuilder()
                    .setVector(baseline || !vectors ? 0 : 300)
                    .setGraph(graph || baseline ? 500 : 0)
                    .setAggregation(50)
                    .setTotal(1_000));
    for (int rank = 0; rank < PlanRules.k(request); rank++) {
      Film film = DATA.film(QUERY.trueIds()[rank]).orElseThrow();
      float score = QUERY.trueScores()[rank];
      Hit.Builder hit =
          answer
              .addHitsBuilder()
              .setContentId(film.id())
              .setScore(score)
              .setVectorScore(vectors ? score : 0)
              .addAllGenres(film.genres())
              .setTitle(graph ? film.title() : "");
      if (request.getGraph().getRelationships()) {
        hit.addRelated(Related.newBuilder().setContentId(2).setDistance(1).setStrength(.5));
      }
    }
    if (!request.getUserId().isEmpty()) {
      answer.setPolicy(
          PolicyRef.newBuilder()
              .setTenantId(request.getTenantId())
              .setUserId(request.getUserId())
              .setContext("default"));
    }
    return answer.build();
  }
}

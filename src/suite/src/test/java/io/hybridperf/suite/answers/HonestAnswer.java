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
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Requests, and answers to them that nothing is wrong with. */
final class HonestAnswer {
  static final QuerySet TEXTS = QuerySet.load();
  static final Dataset DATA = MovieLens.load();
  static final Query QUERY = TEXTS.queries().getFirst();

  static final SearchRequest SIMPLE =
      embedded(QUERY).setK(10).setStorage(StorageMode.STORAGE_HYBRID).build();
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

  private static final long SERVICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private HonestAnswer() {}

  /** {@return a request for a query} */
  static SearchRequest.Builder embedded(Query query) {
    SearchRequest.Builder request = SearchRequest.newBuilder();
    for (float value : query.vector()) {
      request.addEmbedding(value);
    }
    return request;
  }

  /** {@return the flaw of an answer, whichever of its hits must be looked at closely to see it} */
  static Flaw flaw(SearchRequest asked, SearchResponse answer) {
    return IntStream.range(0, Math.max(1, answer.getHitsCount()))
        .mapToObj(
            closely -> AnswerCheck.flaw(asked, answer, SERVICE_NANOS, Catalogue.shipped(), closely))
        .max(Comparator.comparing(found -> found != Flaw.NONE))
        .orElseThrow();
  }

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
              .addAllGenres(graph ? film.genres() : film.genres().stream().limit(1).toList())
              .setTitle(graph ? film.title() : "");
      if (graph) {
        hit.addAllThemes(film.themes())
            .addAllMoods(film.moods())
            .addAllCulturalContexts(film.culturalContexts());
      }
      if (request.getGraph().getRelationships()) {
        hit.addRelated(Related.newBuilder().setContentId(2).setDistance(1).setStrength(.5))
            .addRelated(Related.newBuilder().setContentId(3).setDistance(1).setStrength(.5));
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

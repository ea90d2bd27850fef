package io.hybridperf.jmh.bench;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.measurement.stats.Recall;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * The same search over gRPC, answered by all stores together and by Neo4j alone: vector, two
 * filters on scalar fields, relationships of every hit, no cache.
 */
public class HybridVsNeo4j extends StackBenchmark {
  private static final Set<String> GENRES = Set.of("Comedy", "Drama");
  private static final int FROM_YEAR = 1980;
  private static final int TO_YEAR = 2010;
  private static final int RECALL_QUERIES = 50;

  /** Which storage answers: {@code hybrid} or {@code neo4j_only}. */
  @Param({"hybrid", "neo4j_only"})
  public String storage = "";

  private List<Query> queries = List.of();

  /** For JMH. */
  public HybridVsNeo4j() {}

  @Override
  String name() {
    return "HybridVsNeo4j storage=" + storage;
  }

  @Override
  void prepare() {
    queries = QuerySet.load().queries();
    requireStrategy(search());
    noteRecall();
  }

  /**
   * One search.
   *
   * @return the answer
   */
  @Benchmark
  public SearchResponse search() {
    return ask(request(next(queries)));
  }

  private SearchRequest request(Query query) {
    SearchRequest.Builder request = SearchRequest.newBuilder().setK(k).setStorage(mode());
    for (float component : query.vector()) {
      request.addEmbedding(component);
    }
    return request
        .addFilters(
            Filter.newBuilder()
                .setField("genre")
                .setIn(TextIn.newBuilder().addAllValues(GENRES.stream().sorted().toList())))
        .addFilters(
            Filter.newBuilder()
                .setField("release_year")
                .setRange(Range.newBuilder().setMin(FROM_YEAR).setMax(TO_YEAR)))
        .setGraph(GraphOptions.newBuilder().setRelationships(true))
        .addBypassCaches(Cache.CACHE_RESULT)
        .addBypassCaches(Cache.CACHE_GRAPH)
        .build();
  }

  private StorageMode mode() {
    return switch (storage) {
      case "hybrid" -> StorageMode.STORAGE_HYBRID;
      case "neo4j_only" -> StorageMode.STORAGE_NEO4J_ONLY;
      default ->
          throw new IllegalArgumentException(
              "storage=" + storage + ": expected hybrid or neo4j_only");
    };
  }

  private void requireStrategy(SearchResponse answer) {
    boolean neo4j = answer.getStrategy() == Strategy.STRATEGY_NEO4J_ONLY;
    if (neo4j != storage.equals("neo4j_only")) {
      throw new BackendException(
          "storage=%s was asked for, %s answered".formatted(storage, answer.getStrategy()));
    }
  }

  /** An anonymous request is ranked by similarity alone, so the right answer can be computed. */
  private void noteRecall() {
    Facts.clear();
    List<Film> films =
        MovieLens.load().films().stream()
            .filter(film -> GENRES.contains(film.firstGenre()))
            .filter(film -> film.releaseYear() >= FROM_YEAR && film.releaseYear() <= TO_YEAR)
            .toList();
    double recall = 0;
    for (Query query : queries.subList(0, RECALL_QUERIES)) {
      List<Ranked> ranked =
          films.stream()
              .map(film -> new Ranked(film.id(), similarity(query, film)))
              .sorted(Comparator.comparingDouble(Ranked::similarity).reversed())
              .toList();
      float[] similarities = new float[ranked.size()];
      for (int i = 0; i < similarities.length; i++) {
        similarities[i] = (float) ranked.get(i).similarity();
      }
      recall +=
          Recall.at(
              k,
              ask(request(query)).getHitsList().stream().mapToLong(Hit::getContentId).toArray(),
              ranked.stream().mapToLong(Ranked::id).toArray(),
              similarities);
    }
    Facts.note("recall@" + k, recall / RECALL_QUERIES, "fraction");
    Facts.note("rows", films.size(), "rows after filters");
  }

  private record Ranked(long id, double similarity) {}

  private static double similarity(Query query, Film film) {
    return 1 - DistanceMetric.COSINE.distance(query.vector(), film.embedding());
  }
}

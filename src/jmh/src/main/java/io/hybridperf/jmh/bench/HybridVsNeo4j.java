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
import io.hybridperf.jmh.backend.Metric;
import io.hybridperf.jmh.stack.CoordinatorClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same search over gRPC, answered by all stores together and by Neo4j alone: vector, two
 * filters on scalar fields, relationships of every hit, no cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class HybridVsNeo4j {
  private static final Set<String> GENRES = Set.of("Comedy", "Drama");
  private static final int FROM_YEAR = 1980;
  private static final int TO_YEAR = 2010;
  private static final int RECALL_QUERIES = 50;
  private static final double ROUNDING = 1e-3;

  /** Which storage answers: {@code hybrid} or {@code neo4j_only}. */
  @Param({"hybrid", "neo4j_only"})
  public String storage = "";

  /** How many hits are wanted. */
  @Param("100")
  public int k;

  private final AtomicInteger next = new AtomicInteger();
  private List<Query> queries = List.of();
  private @Nullable CoordinatorClient client;

  /** For JMH. */
  public HybridVsNeo4j() {}

  /** Connects, and makes sure that the storage asked for is the one that answers. */
  @Setup(Level.Trial)
  public void setUp() {
    Failures.noting(
        "HybridVsNeo4j storage=" + storage,
        () -> {
          queries = QuerySet.load().queries();
          client = CoordinatorClient.open();
          requireStrategy(search());
          noteRecall();
          return client;
        });
  }

  /** Disconnects. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (client != null) {
      client.close();
    }
  }

  /**
   * One search.
   *
   * @return the answer
   */
  @Benchmark
  public SearchResponse search() {
    int query = Math.floorMod(next.getAndIncrement(), queries.size());
    return Objects.requireNonNull(client).search(request(queries.get(query)));
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
    int right = 0;
    int wanted = 0;
    for (Query query : queries.subList(0, RECALL_QUERIES)) {
      List<Double> nearest = new ArrayList<>();
      films.forEach(film -> nearest.add(distance(query, film)));
      nearest.sort(Comparator.naturalOrder());
      int count = Math.min(k, nearest.size());
      double limit = nearest.get(count - 1) + ROUNDING;
      Set<Long> near =
          films.stream()
              .filter(film -> distance(query, film) <= limit)
              .map(Film::id)
              .collect(Collectors.toUnmodifiableSet());
      List<Hit> hits = Objects.requireNonNull(client).search(request(query)).getHitsList();
      right += (int) hits.stream().filter(hit -> near.contains(hit.getContentId())).count();
      wanted += count;
    }
    Facts.note("recall@" + k, (double) right / wanted, "fraction");
    Facts.note("rows", films.size(), "rows after filters");
  }

  private static double distance(Query query, Film film) {
    return Metric.COSINE.distance(query.vector(), film.embedding());
  }
}

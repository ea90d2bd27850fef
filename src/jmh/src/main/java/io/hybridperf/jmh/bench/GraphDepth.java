package io.hybridperf.jmh.bench;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.stack.CoordinatorClient;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
 * How the time of a search through the graph alone grows with its depth: what is similar to a film
 * within 1, 2 or 3 edges, over gRPC.
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
public class GraphDepth {
  private static final int SEEDS = 200;

  /** How many edges away. */
  @Param({"1", "2", "3"})
  public int depth;

  /** How many hits are wanted. */
  @Param("100")
  public int k;

  private final AtomicInteger next = new AtomicInteger();
  private List<Long> seeds = List.of();
  private @Nullable CoordinatorClient client;

  /** For JMH. */
  public GraphDepth() {}

  /** Connects, and makes sure that the graph alone answers. */
  @Setup(Level.Trial)
  public void setUp() {
    Failures.noting(
        "GraphDepth depth=" + depth,
        () -> {
          List<Long> connected =
              MovieLens.load().edges().stream().map(Edge::fromId).distinct().sorted().toList();
          // Spread over all films that have an edge, the well-known and the obscure.
          int step = Math.max(1, connected.size() / SEEDS);
          seeds =
              IntStream.range(0, connected.size() / step)
                  .mapToObj(i -> connected.get(i * step))
                  .toList();
          client = CoordinatorClient.open();
          SearchResponse answer = search();
          if (answer.getStrategy() != Strategy.STRATEGY_GRAPH_ONLY) {
            throw new BackendException("the graph was to answer, not " + answer.getStrategy());
          }
          noteReach();
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
   * One search, from the next seed.
   *
   * @return the answer
   */
  @Benchmark
  public SearchResponse search() {
    return search(seeds.get(Math.floorMod(next.getAndIncrement(), seeds.size())));
  }

  SearchResponse search(long seed) {
    return Objects.requireNonNull(client)
        .search(
            SearchRequest.newBuilder()
                .setSeedContentId(seed)
                .setK(k)
                .setGraph(GraphOptions.newBuilder().setHops(depth))
                .addBypassCaches(Cache.CACHE_RESULT)
                .addBypassCaches(Cache.CACHE_GRAPH)
                .build());
  }

  List<Long> seeds() {
    return seeds;
  }

  private void noteReach() {
    Facts.clear();
    double hits =
        seeds.stream().limit(50).mapToInt(seed -> search(seed).getHitsCount()).average().orElse(0);
    Facts.note("hits", hits, "hits a search");
  }
}

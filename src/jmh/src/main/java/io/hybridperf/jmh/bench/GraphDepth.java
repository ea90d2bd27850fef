package io.hybridperf.jmh.bench;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Edge;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.jmh.backend.BackendException;
import java.util.List;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * How the time of a search through the graph alone grows with its depth: what is similar to a film
 * within 1, 2 or 3 edges, over gRPC.
 */
public class GraphDepth extends StackBenchmark {
  private static final int SEEDS = 200;

  /** How many edges away. */
  @Param({"1", "2", "3"})
  public int depth;

  private List<Long> seeds = List.of();

  /** For JMH. */
  public GraphDepth() {}

  @Override
  String name() {
    return "GraphDepth depth=" + depth;
  }

  @Override
  void prepare() {
    List<Long> connected =
        MovieLens.load().edges().stream().map(Edge::fromId).distinct().sorted().toList();
    // Spread over all films that have an edge, the well-known and the obscure.
    int step = Math.max(1, connected.size() / SEEDS);
    seeds =
        IntStream.range(0, connected.size() / step).mapToObj(i -> connected.get(i * step)).toList();
    SearchResponse answer = search();
    if (answer.getStrategy() != Strategy.STRATEGY_GRAPH_ONLY) {
      throw new BackendException("the graph was to answer, not " + answer.getStrategy());
    }
    Facts.clear();
    double hits =
        seeds.stream().limit(50).mapToInt(seed -> search(seed).getHitsCount()).average().orElse(0);
    Facts.note("hits", hits, "hits a search");
  }

  /**
   * One search, from the next seed.
   *
   * @return the answer
   */
  @Benchmark
  public SearchResponse search() {
    return search(next(seeds));
  }

  SearchResponse search(long seed) {
    return ask(
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
}

package io.hybridperf.embedded;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.feeders.Dataset;
import io.hybridperf.feeders.Film;
import io.hybridperf.feeders.User;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Real queries of every strategy, so that the first ones of a user do not pay for loading classes,
 * opening connections and planning Cypher. They leave the caches as they are.
 */
final class Warmup {
  private static final Duration LIMIT = Duration.ofMillis(1_500);
  private static final int MAX_ROUNDS = 100;
  // A first query on a busy machine.
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private Warmup() {}

  /** Queries for a second and a half, but each strategy at least once. Returns how many. */
  static int run(int port, Dataset dataset) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      var coordinator = HybridCoordinatorGrpc.newBlockingStub(channel);
      List<Film> films = dataset.films();
      User user = dataset.policies().getFirst().user();
      long end = System.nanoTime() + LIMIT.toNanos();
      int queries = 0;
      for (int round = 0; round < MAX_ROUNDS && (round == 0 || System.nanoTime() < end); round++) {
        for (SearchRequest request : oneOfEach(films.get(round * 31 % films.size()), user)) {
          var answer =
              coordinator
                  .withDeadlineAfter(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                  .search(request);
          if (!answer.getDegradedList().isEmpty() && round > 0) {
            throw new IllegalStateException(
                "a query of the warm-up was answered without " + answer.getDegradedList());
          }
          queries++;
        }
      }
      return queries;
    } finally {
      channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }

  private static List<SearchRequest> oneOfEach(Film film, User user) {
    SearchRequest.Builder byVector = request();
    for (float value : film.embedding()) {
      byVector.addEmbedding(value);
    }
    GraphOptions related = GraphOptions.newBuilder().setRelationships(true).setHops(2).build();
    SearchRequest vectorOnly = byVector.build();
    SearchRequest sequential = byVector.clone().setGraph(related).build();
    SearchRequest personal =
        sequential.toBuilder().setTenantId(user.tenantId()).setUserId(user.userId()).build();
    return List.of(
        vectorOnly,
        sequential,
        personal,
        personal.toBuilder().setK(50).build(),
        request().setSeedContentId(film.id()).setGraph(related).build());
  }

  private static SearchRequest.Builder request() {
    return SearchRequest.newBuilder()
        .setK(10)
        .addBypassCaches(Cache.CACHE_RESULT)
        .addBypassCaches(Cache.CACHE_POLICY)
        .addBypassCaches(Cache.CACHE_GRAPH);
  }
}

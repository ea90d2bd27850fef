package io.hybridperf.embedded.stack;

import static io.hybridperf.api.v1.StorageMode.STORAGE_NEO4J_ONLY;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.embedded.start.StackException;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Real queries of every strategy, so that the first ones of a user do not pay for loading classes,
 * opening connections and planning Cypher. They bypass the caches, but for two of them: a compiler
 * that has never seen an answer from a cache leaves that way out, and all searches wait when it is
 * first taken. These two fill the caches under keys that nobody else asks for, and the graph cache
 * with the neighbours of one film.
 */
final class Warmup {
  private static final Duration TIME = Duration.ofMillis(1_500);
  // The very first queries may miss the coordinator's own deadlines on a machine busy elsewhere.
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int MAX_ROUNDS = 100;
  private static final int CALLERS = 4;
  private static final long DEADLINE_SECONDS = 20;
  private static final GraphOptions RELATED =
      GraphOptions.newBuilder().setRelationships(true).setHops(2).build();

  private final HybridCoordinatorBlockingStub coordinator;
  private final boolean baseline;
  private final long startNanos = System.nanoTime();
  private final AtomicInteger answers = new AtomicInteger();

  private Warmup(HybridCoordinatorBlockingStub coordinator, boolean baseline) {
    this.coordinator = coordinator;
    this.baseline = baseline;
  }

  /**
   * Asks for a second and a half, and until each strategy has answered in full. Returns how many
   * answers there were.
   *
   * @throws StackException if a strategy never does
   */
  static int run(int port, Dataset dataset, boolean baseline)
      throws InterruptedException, StackException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      Warmup warmup = new Warmup(HybridCoordinatorGrpc.newBlockingStub(channel), baseline);
      warmup.ask(dataset);
      return warmup.answers.get();
    } finally {
      channel.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
    }
  }

  private void ask(Dataset dataset) throws InterruptedException, StackException {
    List<Film> films = dataset.films();
    User user = dataset.policies().getFirst().user();
    // Side by side: most of a first answer is the planning of its statements, on one core each.
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> inFull = new ArrayList<>();
      for (SearchRequest request : round(films, user, 0)) {
        inFull.add(callers.submit(() -> askUntilFull(request)));
      }
      for (Future<?> asked : inFull) {
        asked.get();
      }
      for (int round = 1; round < MAX_ROUNDS && !spent(TIME); round++) {
        List<Callable<Boolean>> asked = new ArrayList<>();
        for (SearchRequest request : round(films, user, round)) {
          asked.add(() -> answersInFull(request));
        }
        callers.invokeAll(asked);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof StackException never
          ? never
          : new StackException("warming up failed: " + e.getCause(), e);
    }
  }

  private @Nullable Void askUntilFull(SearchRequest request)
      throws StackException, InterruptedException {
    while (!answersInFull(request)) {
      // The coordinator leaves a slow store alone: asking on would take the cores that it needs.
      Thread.sleep(PAUSE);
      if (spent(PATIENCE)) {
        throw new StackException(
            "the coordinator has not answered in full within "
                + PATIENCE.toSeconds()
                + " s of warm-up; is the machine busy with something else?");
      }
    }
    return null;
  }

  private boolean spent(Duration time) {
    return System.nanoTime() - startNanos > time.toNanos();
  }

  private boolean answersInFull(SearchRequest request) {
    try {
      var answer =
          coordinator.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS).search(request);
      answers.incrementAndGet();
      return answer.getDegradedCount() == 0;
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case DEADLINE_EXCEEDED, UNAVAILABLE, RESOURCE_EXHAUSTED -> false;
        default -> throw e;
      };
    }
  }

  private List<SearchRequest> round(List<Film> films, User user, int round) {
    return Stream.concat(
            oneOfEach(films.get(round * 31 % films.size()), user).stream(),
            cached(films.getFirst(), user, round))
        .toList();
  }

  /** A result of a number that nobody wants, and a policy for a context that nobody is in. */
  private static Stream<SearchRequest> cached(Film film, User user, int round) {
    SearchRequest anonymous = byVector(film).clearBypassCaches().setK(11 + round % 2).build();
    return Stream.of(
        anonymous,
        anonymous.toBuilder()
            .setGraph(RELATED)
            .setTenantId(user.tenantId())
            .setUserId(user.userId())
            .setContext("warm-up " + round / 2)
            .build());
  }

  private static SearchRequest.Builder byVector(Film film) {
    SearchRequest.Builder byVector = request();
    for (float value : film.embedding()) {
      byVector.addEmbedding(value);
    }
    return byVector;
  }

  private List<SearchRequest> oneOfEach(Film film, User user) {
    SearchRequest vectorOnly = byVector(film).build();
    SearchRequest sequential = vectorOnly.toBuilder().setGraph(RELATED).build();
    SearchRequest personal =
        sequential.toBuilder().setTenantId(user.tenantId()).setUserId(user.userId()).build();
    SearchRequest parallel = personal.toBuilder().setK(50).build();
    SearchRequest bySeed = request().setSeedContentId(film.id()).setGraph(RELATED).build();
    return Stream.of(vectorOnly, sequential, personal, parallel, bySeed)
        .flatMap(hybrid ->
            baseline
                ? Stream.of(hybrid, hybrid.toBuilder().setStorage(STORAGE_NEO4J_ONLY).build())
                : Stream.of(hybrid))
        .toList();
  }

  private static SearchRequest.Builder request() {
    return SearchRequest.newBuilder()
        .setK(10)
        .addBypassCaches(Cache.CACHE_RESULT)
        .addBypassCaches(Cache.CACHE_POLICY)
        .addBypassCaches(Cache.CACHE_GRAPH);
  }
}

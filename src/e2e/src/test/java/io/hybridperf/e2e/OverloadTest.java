package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * What comes of an open load far above capacity: as much is answered as before, in a time that does
 * not grow, and the rest is turned away. Only ratios are compared: machines differ.
 */
@WithStack
class OverloadTest {
  private static final double OVERLOAD = 2.5;
  private static final Duration TIME = Duration.ofSeconds(4);
  private static final int CALLERS = 8;

  /** So few that any machine answers them in a fraction of {@link #TIME}. */
  private static final int MAX_IN_FLIGHT = 64;

  private static final SearchRequest REQUEST =
      TestData.near(9)
          .setK(10)
          .setGraph(GraphOptions.newBuilder().setRelationships(true).setHops(2))
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_GRAPH)
          .build();

  /** What became of a load. */
  private record Outcome(Map<Status.Code, Integer> counts, double okPerSecond, long p95Nanos) {}

  @Test
  void aboveCapacityAsMuchIsAnsweredInTimeAndTheRestIsTurnedAway(RunningStack stack)
      throws Exception {
    try (OwnCoordinator coordinator =
        OwnCoordinator.start(
            StoreAddresses.of(stack),
            Map.of("neo4j.connections", 4, "limits.max-in-flight", MAX_IN_FLIGHT))) {
      closed(coordinator, Duration.ofSeconds(2)); // Compiles the code.
      Outcome capacity = closed(coordinator, TIME);

      Outcome overload = open(coordinator, OVERLOAD * capacity.okPerSecond());

      assertThat(overload.counts().keySet())
          .as("%s above %s", overload, capacity)
          .isSubsetOf(Status.Code.OK, Status.Code.RESOURCE_EXHAUSTED);
      assertThat(overload.counts().get(Status.Code.RESOURCE_EXHAUSTED)).isPositive();
      // The load's own calls, shed ones too, take their part of this machine.
      assertThat(overload.okPerSecond()).isGreaterThan(0.4 * capacity.okPerSecond());
      // Without shedding the last would have waited 1.5 times as long as the load takes.
      assertThat(overload.p95Nanos()).isLessThan(TIME.toNanos() / 2);
      // And when it is over, all is as before.
      assertThat(coordinator.client().search(REQUEST).getDegradedCount()).isZero();
    }
  }

  /** As many callers as keep the stores busy, each with one call at a time. */
  private static Outcome closed(OwnCoordinator coordinator, Duration time) throws Exception {
    long start = System.nanoTime();
    Recording recording = new Recording();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      Callable<Boolean> caller =
          () -> {
            while (System.nanoTime() - start < time.toNanos()) {
              long sent = System.nanoTime();
              coordinator.client().search(REQUEST);
              recording.add(Status.Code.OK, System.nanoTime() - sent);
            }
            return true;
          };
      for (Future<Boolean> done : callers.invokeAll(Collections.nCopies(CALLERS, caller))) {
        assertThat(done.get()).isTrue();
      }
    }
    return recording.outcome(System.nanoTime() - start);
  }

  /** At a rate, whatever becomes of the calls before. */
  private static Outcome open(OwnCoordinator coordinator, double perSecond) throws Exception {
    int calls = (int) (perSecond * TIME.toSeconds());
    var stub = HybridCoordinatorGrpc.newStub(coordinator.client().channel());
    CountDownLatch open = new CountDownLatch(calls);
    Recording recording = new Recording();
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      long due = start + (long) (1e9 * i / perSecond);
      long early = due - System.nanoTime();
      if (early > 0) {
        LockSupport.parkNanos(early);
      }
      stub.withDeadlineAfter(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
          .search(REQUEST, new Observer(due, recording, open));
    }
    long sent = System.nanoTime() - start;
    assertThat(open.await(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return recording.outcome(sent);
  }

  private record Observer(long dueNanos, Recording recording, CountDownLatch open)
      implements StreamObserver<SearchResponse> {
    @Override
    public void onNext(SearchResponse response) {}

    @Override
    public void onError(Throwable reason) {
      recording.add(
          ((StatusRuntimeException) reason).getStatus().getCode(), System.nanoTime() - dueNanos);
      open.countDown();
    }

    @Override
    public void onCompleted() {
      recording.add(Status.Code.OK, System.nanoTime() - dueNanos);
      open.countDown();
    }
  }

  private static final class Recording {
    private final Map<Status.Code, Integer> counts = new EnumMap<>(Status.Code.class);
    private final long[] okNanos = new long[1 << 20];
    private int ok;

    synchronized void add(Status.Code status, long nanos) {
      counts.merge(status, 1, Integer::sum);
      if (status == Status.Code.OK) {
        okNanos[ok++] = nanos;
      }
    }

    synchronized Outcome outcome(long nanos) {
      long[] sorted = Arrays.copyOf(okNanos, ok);
      Arrays.sort(sorted);
      return new Outcome(Map.copyOf(counts), 1e9 * ok / nanos, sorted[ok * 95 / 100]);
    }
  }
}

package io.hybridperf.coordinator.store.neo4j;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.Bounded;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Asks the graph for the facts of many callers at once (group commit): while some queries of a
 * scope are under way, whoever comes next gathers, and all of them go out together when one of
 * those ends, or after a moment. A round trip costs Neo4j as much as many contents do.
 *
 * <p>Nobody joins a query that has been sent, so everybody sees what was written before they asked.
 * Facts past one hop are not gathered: their time grows with the contents, and one caller's would
 * become another's.
 */
public final class SharedQueries {

  // Enough to keep a core of Neo4j's busy while the next is on its way.
  private static final int UNDER_WAY = 2;
  private static final int MOST_CONTENTS = 256;
  private static final int MOST_HOPS = 1;
  // When the store hangs, nobody waits for others' queries for longer than this.
  private static final Duration LONGEST_GATHERING = Duration.ofMillis(5);

  private final GraphStore store;
  private final Duration limit;
  private final Duration gathering;
  private final Map<RelatedScope, Lane> lanes = new ConcurrentHashMap<>();
  private final LongAdder queries = new LongAdder();
  private final LongAdder callers = new LongAdder();

  /**
   * @param store what is asked
   * @param limit the longest that a caller may have to wait, gathering included
   */
  public SharedQueries(GraphStore store, Duration limit) {
    this(store, limit, LONGEST_GATHERING);
  }

  SharedQueries(GraphStore store, Duration limit, Duration gathering) {
    this.store = store;
    this.limit = limit;
    this.gathering = gathering;
  }

  /** One scope's queries. Guarded by itself. */
  private static final class Lane {
    private int underWay;
    private Batch gathering = new Batch();
  }

  /** What goes out together. The ids are guarded by the lane until it is sent. */
  private static final class Batch {
    private final Set<Long> ids = new HashSet<>();
    private int callers;
    private Deadline latest = Deadline.after(0, TimeUnit.NANOSECONDS);
    private final CountDownLatch due = new CountDownLatch(1);
    private final CompletableFuture<Map<Long, GraphFacts>> facts = new CompletableFuture<>();
  }

  /**
   * As {@link GraphStore#facts}, perhaps together with others; the answer may hold their contents
   * too.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  public Map<Long, GraphFacts> facts(
      Collection<Long> contentIds, RelatedScope scope, Deadline requested) throws StoreException {
    callers.increment();
    if (scope.hops() > MOST_HOPS || contentIds.size() > MOST_CONTENTS) {
      return ask(contentIds, scope, requested);
    }
    Lane lane = lanes.computeIfAbsent(scope, any -> new Lane());
    Deadline deadline = requested.minimum(Deadline.after(limit.toNanos(), TimeUnit.NANOSECONDS));
    if (mayAskAlone(lane)) {
      try {
        return ask(contentIds, scope, deadline);
      } finally {
        ended(lane);
      }
    }
    Batch batch;
    boolean first;
    synchronized (lane) {
      batch = lane.gathering;
      if (batch.ids.size() + contentIds.size() > MOST_CONTENTS) {
        batch.due.countDown();
        batch = new Batch();
        lane.gathering = batch;
      }
      first = batch.callers++ == 0;
      batch.ids.addAll(contentIds);
      batch.latest = later(batch.latest, deadline);
    }
    if (first) {
      awaitDue(batch, deadline);
      send(batch, scope, lane);
    }
    return Bounded.await(Neo4jStore.NAME, deadline, batch.facts);
  }

  /**
   * As {@link GraphStore#facts}, together with nobody.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  public Map<Long, GraphFacts> factsAlone(
      Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
    callers.increment();
    return ask(contentIds, scope, deadline);
  }

  private static boolean mayAskAlone(Lane lane) {
    synchronized (lane) {
      boolean alone = lane.underWay < UNDER_WAY && lane.gathering.callers == 0;
      if (alone) {
        lane.underWay++;
      }
      return alone;
    }
  }

  private static Deadline later(Deadline a, Deadline b) {
    return a.isBefore(b) ? b : a;
  }

  private void awaitDue(Batch batch, Deadline deadline) {
    long longest = Math.min(gathering.toNanos(), deadline.timeRemaining(TimeUnit.NANOSECONDS));
    try {
      batch.due.await(longest, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The others still wait for it.
      Thread.currentThread().interrupt();
    }
  }

  /** On a thread of its own: whoever sends may have less time than those who came later. */
  private void send(Batch batch, RelatedScope scope, Lane lane) {
    synchronized (lane) {
      lane.underWay++;
      if (lane.gathering == batch) {
        lane.gathering = new Batch();
      }
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            batch.facts.complete(ask(List.copyOf(batch.ids), scope, batch.latest));
          } catch (StoreException | RuntimeException | Error e) {
            batch.facts.completeExceptionally(e);
          } finally {
            ended(lane);
          }
        });
  }

  private static void ended(Lane lane) {
    synchronized (lane) {
      lane.underWay--;
      if (lane.gathering.callers > 0) {
        lane.gathering.due.countDown();
      }
    }
  }

  private Map<Long, GraphFacts> ask(
      Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
    queries.increment();
    return store.facts(contentIds, scope, deadline);
  }

  /** How many queries were sent. */
  public long queries() {
    return queries.sum();
  }

  /** For how many callers. */
  public long callers() {
    return callers.sum();
  }
}

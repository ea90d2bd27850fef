package io.hybridperf.coordinator.cache;

import io.grpc.Deadline;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.guard.TimeLimiter;
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
 * Batches queries for graph facts of concurrent requests, as a group commit does: while enough
 * queries of a scope are in flight, further callers join one batch, which is sent when one of those
 * ends or after a moment. A round trip costs Neo4j as much as many contents do.
 *
 * <p>Nobody joins a query that has been sent, so everybody sees what was written before they asked.
 * Facts past one hop are not batched: their time grows with the number of contents, so one caller's
 * contents would slow another's answer.
 */
public final class FactsBatcher {

  private static final String STORE = "the graph store";

  /** Enough to keep one core of Neo4j busy while the next query is on its way. */
  private static final int MAX_IN_FLIGHT = 2;

  private static final int MAX_BATCH = 256;
  private static final int MAX_HOPS = 1;

  /** How long a batch stays open, so that a store that hangs holds nobody else up for longer. */
  private static final Duration MAX_OPEN = Duration.ofMillis(5);

  private final GraphStore store;
  private final Duration timeout;
  private final Duration maxOpen;
  private final Map<RelatedScope, Queue> queues = new ConcurrentHashMap<>();
  private final LongAdder queries = new LongAdder();
  private final LongAdder callers = new LongAdder();

  /**
   * @param store what is asked
   * @param timeout the longest that a caller may have to wait, in an open batch included
   */
  public FactsBatcher(GraphStore store, Duration timeout) {
    this(store, timeout, MAX_OPEN);
  }

  FactsBatcher(GraphStore store, Duration timeout, Duration maxOpen) {
    this.store = store;
    this.timeout = timeout;
    this.maxOpen = maxOpen;
  }

  /** The queries of one scope. Guarded by itself. */
  private static final class Queue {
    private int inFlight;
    private Batch open = new Batch();
  }

  /** What is sent together. The ids are guarded by the queue until then. */
  private static final class Batch {
    private final Set<Long> ids = new HashSet<>();
    private int callers;
    private Deadline latest = Deadline.after(0, TimeUnit.NANOSECONDS);
    private final CountDownLatch due = new CountDownLatch(1);
    private final CompletableFuture<Map<Long, GraphFacts>> facts = new CompletableFuture<>();
  }

  /**
   * As {@link GraphStore#facts}, perhaps in one batch with others; the answer may hold their
   * contents too.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Map<Long, GraphFacts> facts(Collection<Long> contentIds, RelatedScope scope, Deadline requested)
      throws StoreException {
    callers.increment();
    if (scope.hops() > MAX_HOPS || contentIds.size() > MAX_BATCH) {
      return ask(contentIds, scope, requested);
    }
    Queue queue = queues.computeIfAbsent(scope, any -> new Queue());
    Deadline deadline = requested.minimum(Deadline.after(timeout.toNanos(), TimeUnit.NANOSECONDS));
    if (mayAskAlone(queue)) {
      try {
        return ask(contentIds, scope, deadline);
      } finally {
        ended(queue);
      }
    }
    Batch batch;
    boolean first;
    synchronized (queue) {
      batch = queue.open;
      if (batch.ids.size() + contentIds.size() > MAX_BATCH) {
        batch.due.countDown();
        batch = new Batch();
        queue.open = batch;
      }
      first = batch.callers++ == 0;
      batch.ids.addAll(contentIds);
      batch.latest = later(batch.latest, deadline);
    }
    if (first) {
      awaitDue(batch, deadline);
      send(batch, scope, queue);
    }
    return TimeLimiter.await(STORE, deadline, batch.facts);
  }

  /**
   * As {@link GraphStore#facts}, in a query of its own.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Map<Long, GraphFacts> factsAlone(
      Collection<Long> contentIds, RelatedScope scope, Deadline deadline) throws StoreException {
    callers.increment();
    return ask(contentIds, scope, deadline);
  }

  private static boolean mayAskAlone(Queue queue) {
    synchronized (queue) {
      boolean alone = queue.inFlight < MAX_IN_FLIGHT && queue.open.callers == 0;
      if (alone) {
        queue.inFlight++;
      }
      return alone;
    }
  }

  private static Deadline later(Deadline a, Deadline b) {
    return a.isBefore(b) ? b : a;
  }

  private void awaitDue(Batch batch, Deadline deadline) {
    long longest = Math.min(maxOpen.toNanos(), deadline.timeRemaining(TimeUnit.NANOSECONDS));
    try {
      batch.due.await(longest, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      // The batch has to be sent all the same: others wait for it.
      Thread.currentThread().interrupt();
    }
  }

  /** On a thread of its own: whoever sends may have less time than those who came later. */
  private void send(Batch batch, RelatedScope scope, Queue queue) {
    synchronized (queue) {
      queue.inFlight++;
      if (queue.open == batch) {
        queue.open = new Batch();
      }
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            batch.facts.complete(ask(List.copyOf(batch.ids), scope, batch.latest));
          } catch (StoreException | RuntimeException | Error e) {
            batch.facts.completeExceptionally(e);
          } finally {
            ended(queue);
          }
        });
  }

  private static void ended(Queue queue) {
    synchronized (queue) {
      queue.inFlight--;
      if (queue.open.callers > 0) {
        queue.open.due.countDown();
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

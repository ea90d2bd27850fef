package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.ResultCache;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ingest: writes content to the stores by way of the outbox, and drops what the caches know of it.
 * It blocks, so it belongs on virtual threads.
 */
public final class IngestWriter {

  /** How long a write waits for an earlier one of the same content. */
  public static final Duration MAX_WAIT_FOR_TURN = Duration.ofSeconds(2);

  private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long BOOKKEEPING_NANOS = Duration.ofSeconds(1).toNanos();

  private final VectorStore vectors;
  private final GraphStore graph;
  private final Outbox outbox;
  private final Collection<StoreGuard> needed;
  private final ResultCache results;
  private final GraphCache facts;
  private final Duration maxStaleness;

  /**
   * Wires the stores to the caches before them.
   *
   * @param outbox where ingests are kept until they are in both stores
   * @param needed the guards of the stores that an ingest needs
   * @param maxStaleness how old the data may be that a search of the vector store sees
   */
  public IngestWriter(
      VectorStore vectors,
      GraphStore graph,
      Outbox outbox,
      Collection<StoreGuard> needed,
      ResultCache results,
      GraphCache facts,
      Duration maxStaleness) {
    this.vectors = vectors;
    this.graph = graph;
    this.outbox = outbox;
    this.needed = needed;
    this.results = results;
    this.facts = facts;
    this.maxStaleness = maxStaleness;
  }

  /**
   * Adds or replaces content. The request is kept in the outbox first, then written to Milvus and
   * to Neo4j, and acknowledged when it is in both. Whatever happens in between, it will get there.
   * Repeating a request that failed is safe.
   *
   * @param request a request that keeps the rules
   * @throws InvalidRequestException if an edge leads to an unknown id
   * @throws StoreException if the request is not kept, or kept and not yet in both stores
   */
  public IngestResponse ingest(IngestRequest request, Deadline deadline)
      throws InvalidRequestException, StoreException {
    refuseUnknownTargets(request, deadline);
    // What cannot be completed for now must not fill the outbox.
    requireNotOpen();
    Outbox.Entry entry = outbox.add(request, deadline);
    try {
      awaitTurn(entry, deadline);
      write(request, false, deadline);
    } catch (StoreException e) {
      releaseLease(entry);
      throw new StoreException(
          e.reason(), e.getMessage() + "; the items are kept and will be written", e);
    }
    try {
      outbox.done(entry, Deadline.after(BOOKKEEPING_NANOS, TimeUnit.NANOSECONDS));
    } catch (StoreException e) {
      // Everything is in place; it will be written once more.
    }
    IngestResponse.Builder response =
        IngestResponse.newBuilder().setMaxStalenessMillis(maxStaleness.toMillis());
    request.getItemsList().forEach(item -> response.addContentIds(item.getContentId()));
    return response.build();
  }

  /**
   * Says early that a write would not be completed.
   *
   * @throws StoreException if the breaker before a store is open
   */
  void requireNotOpen() throws StoreException {
    for (StoreGuard guard : needed) {
      guard.requireNotOpen();
    }
  }

  /** Waits until earlier writes of the same content are made, also those left to the replay. */
  private void awaitTurn(Outbox.Entry entry, Deadline deadline) throws StoreException {
    Deadline patience =
        deadline.minimum(Deadline.after(MAX_WAIT_FOR_TURN.toNanos(), TimeUnit.NANOSECONDS));
    boolean first = entry.first();
    long pauseNanos = FIRST_PAUSE_NANOS;
    while (!first) {
      if (patience.isExpired()) {
        throw new StoreException(
            StoreException.Reason.TIMEOUT, "an earlier write of the same content is not complete");
      }
      // With exponential backoff and jitter: many may wait for one.
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos));
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
      first = outbox.isFirst(entry, patience);
    }
  }

  private void releaseLease(Outbox.Entry entry) {
    try {
      outbox.postpone(
          entry,
          OutboxReplay.pause(entry.attempt()),
          Deadline.after(BOOKKEEPING_NANOS, TimeUnit.NANOSECONDS));
    } catch (StoreException e) {
      // Its lease ends by itself.
    }
  }

  /**
   * Writes once more what may have been written before, in part or in whole, unnoticed.
   *
   * @throws StoreException if not every item is certain to be in both stores; some may be
   */
  void rewrite(IngestRequest request, Deadline deadline) throws StoreException {
    write(request, true, deadline);
  }

  /** Writes to both stores and drops what the caches know of it. */
  private void write(IngestRequest request, boolean again, Deadline deadline)
      throws StoreException {
    try {
      vectors.upsert(request.getItemsList(), deadline);
      writeGraph(request.getItemsList(), again, deadline);
    } finally {
      results.invalidate();
    }
  }

  private void writeGraph(List<Content> items, boolean again, Deadline deadline)
      throws StoreException {
    Set<Long> touched = new HashSet<>();
    for (Content item : items) {
      touched.add(item.getContentId());
      item.getEdgesList().forEach(edge -> touched.add(edge.getToContentId()));
    }
    boolean knowsOldEdges = false;
    try {
      touched.addAll(graph.replace(items, deadline));
      knowsOldEdges = !again;
    } finally {
      if (knowsOldEdges) {
        facts.invalidate(touched);
      } else {
        // Perhaps a write of which nothing was heard removed them, and where they led with them.
        facts.invalidateAll();
      }
    }
  }

  private void refuseUnknownTargets(IngestRequest request, Deadline deadline)
      throws InvalidRequestException, StoreException {
    Set<Long> targets = new HashSet<>();
    for (Content item : request.getItemsList()) {
      item.getEdgesList().forEach(edge -> targets.add(edge.getToContentId()));
    }
    request.getItemsList().forEach(item -> targets.remove(item.getContentId()));
    Set<Long> unknown = graph.unknown(targets, deadline);
    if (unknown.isEmpty()) {
      return;
    }
    for (int i = 0; i < request.getItemsCount(); i++) {
      Content item = request.getItems(i);
      for (int j = 0; j < item.getEdgesCount(); j++) {
        long target = item.getEdges(j).getToContentId();
        if (unknown.contains(target)) {
          throw new InvalidRequestException(
              "items[%s].edges[%s].to_content_id".formatted(i, j), target + " is unknown");
        }
      }
    }
  }
}

package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.cache.ResultCache;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Outbox;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.RewardSignal;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the stores and drops what the caches know of it. It blocks, so it belongs on virtual
 * threads.
 */
public final class Writer {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** How long a write waits for an earlier one of the same content. */
  public static final Duration TURN = Duration.ofSeconds(2);

  private static final long FIRST_LOOK_NANOS = Duration.ofMillis(5).toNanos();
  private static final long LONGEST_LOOK_NANOS = Duration.ofMillis(100).toNanos();
  private static final long TIDY_NANOS = Duration.ofSeconds(1).toNanos();

  private final VectorStore vectors;
  private final GraphStore graph;
  private final PolicyStore policies;
  private final Outbox outbox;
  private final Collection<StoreGuard> needed;
  private final ResultCache results;
  private final GraphCache facts;
  private final PolicyCache policyCache;
  private final PolicyReplication replication;
  private final Duration maxStaleness;

  /**
   * Wires the stores to the caches before them.
   *
   * @param replication where policies that have learned go on to
   * @param outbox where ingests are kept until they are in both stores
   * @param needed what stands before the stores that an ingest needs
   * @param maxStaleness how old the data may be that a search of the vector store sees
   */
  public Writer(
      VectorStore vectors,
      GraphStore graph,
      PolicyStore policies,
      Outbox outbox,
      Collection<StoreGuard> needed,
      ResultCache results,
      GraphCache facts,
      PolicyCache policyCache,
      PolicyReplication replication,
      Duration maxStaleness) {
    this.vectors = vectors;
    this.graph = graph;
    this.policies = policies;
    this.outbox = outbox;
    this.needed = needed;
    this.results = results;
    this.facts = facts;
    this.policyCache = policyCache;
    this.replication = replication;
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
    // What cannot be completed for the time being need not pile up.
    requireNotOpen();
    Outbox.Entry entry = outbox.add(request, deadline);
    try {
      awaitTurn(entry, deadline);
      write(request, false, deadline);
    } catch (StoreException e) {
      letGo(entry);
      throw new StoreException(
          e.reason(), e.getMessage() + "; the items are kept and will be written", e);
    }
    try {
      outbox.done(entry, Deadline.after(TIDY_NANOS, TimeUnit.NANOSECONDS));
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

  /** Earlier writes of the same content come first, also those that a replay has to complete. */
  private void awaitTurn(Outbox.Entry entry, Deadline deadline) throws StoreException {
    Deadline patience = deadline.minimum(Deadline.after(TURN.toNanos(), TimeUnit.NANOSECONDS));
    boolean first = entry.first();
    long pauseNanos = FIRST_LOOK_NANOS;
    while (!first) {
      if (patience.isExpired()) {
        throw new StoreException(
            StoreException.Reason.TIMEOUT, "an earlier write of the same content is not complete");
      }
      // Less and less often, and not in step: many may wait for one.
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pauseNanos / 2, pauseNanos));
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_LOOK_NANOS);
      first = outbox.isFirst(entry, patience);
    }
  }

  private void letGo(Outbox.Entry entry) {
    try {
      outbox.postpone(
          entry,
          OutboxReplay.pause(entry.attempt()),
          Deadline.after(TIDY_NANOS, TimeUnit.NANOSECONDS));
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
              "items[%d].edges[%d].to_content_id".formatted(i, j), target + " is unknown");
        }
      }
    }
  }

  /**
   * Stores what users did, all events or none, and what their policies learn from it.
   *
   * @param request a request that keeps the rules
   * @throws StoreException if it is not certain that the events are durable
   */
  public FeedbackResponse feedback(FeedbackRequest request, Deadline deadline)
      throws StoreException {
    List<RewardSignal> signals = signals(request, deadline);
    try {
      PolicyStore.Recorded recorded = policies.record(request.getEventsList(), signals, deadline);
      replication.enqueue(recorded.learned());
      return FeedbackResponse.newBuilder().addAllEventIds(recorded.eventIds()).build();
    } finally {
      request.getEventsList().forEach(event -> policyCache.invalidate(user(event)));
    }
  }

  private static PolicyKey user(FeedbackEvent event) {
    String context = event.getContext().isEmpty() ? "default" : event.getContext();
    return new PolicyKey(event.getTenantId(), event.getUserId(), context);
  }

  /** What the graph makes of the events: without it they are kept, but teach nothing. */
  private List<RewardSignal> signals(FeedbackRequest request, Deadline deadline) {
    Set<Long> contents = new HashSet<>();
    for (FeedbackEvent event : request.getEventsList()) {
      if (event.getReward() != 0) {
        contents.add(event.getContentId());
      }
    }
    if (contents.isEmpty()) {
      return List.of();
    }
    Map<Long, GraphFacts> known;
    try {
      known = facts.find(contents, RelatedScope.NONE, false, contents.size(), deadline).facts();
    } catch (StoreException e) {
      LOG.warn("{} events teach nothing: {}", request.getEventsCount(), e.getMessage());
      return List.of();
    }
    List<RewardSignal> signals = new ArrayList<>();
    for (FeedbackEvent event : request.getEventsList()) {
      GraphFacts of = known.get(event.getContentId());
      if (of != null && !(of.genres().isEmpty() && of.themes().isEmpty())) {
        signals.add(new RewardSignal(user(event), event.getReward(), of.genres(), of.themes()));
      }
    }
    return signals;
  }
}

package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
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
import io.hybridperf.coordinator.store.Lesson;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.store.VectorStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the stores and drops what the caches know of it. It blocks, so it belongs on virtual
 * threads.
 */
public final class Writer {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private final VectorStore vectors;
  private final GraphStore graph;
  private final PolicyStore policies;
  private final ResultCache results;
  private final GraphCache facts;
  private final PolicyCache policyCache;
  private final PolicyCopies copies;
  private final Duration maxStaleness;

  /**
   * Wires the stores to the caches before them.
   *
   * @param copies where policies that have learned go on to
   * @param maxStaleness how old the data may be that a search of the vector store sees
   */
  public Writer(
      VectorStore vectors,
      GraphStore graph,
      PolicyStore policies,
      ResultCache results,
      GraphCache facts,
      PolicyCache policyCache,
      PolicyCopies copies,
      Duration maxStaleness) {
    this.vectors = vectors;
    this.graph = graph;
    this.policies = policies;
    this.results = results;
    this.facts = facts;
    this.policyCache = policyCache;
    this.copies = copies;
    this.maxStaleness = maxStaleness;
  }

  /**
   * Adds or replaces content, in Milvus and then in Neo4j. Repeating a request that failed is safe.
   *
   * @param request a request that keeps the rules
   * @throws InvalidRequestException if an edge leads to an unknown id
   * @throws StoreException if not every item is certain to be durable; some may be
   */
  public IngestResponse ingest(IngestRequest request, Deadline deadline)
      throws InvalidRequestException, StoreException {
    Set<Long> touched = new HashSet<>();
    for (Content item : request.getItemsList()) {
      touched.add(item.getContentId());
    }
    Set<Long> ids = Set.copyOf(touched);
    for (Content item : request.getItemsList()) {
      for (Edge edge : item.getEdgesList()) {
        touched.add(edge.getToContentId());
      }
    }
    refuseUnknownTargets(request, ids, touched, deadline);
    try {
      vectors.upsert(request.getItemsList(), deadline);
      touched.addAll(graph.replace(request.getItemsList(), deadline));
    } finally {
      results.invalidate();
      facts.invalidate(touched);
    }
    IngestResponse.Builder response =
        IngestResponse.newBuilder().setMaxStalenessMillis(maxStaleness.toMillis());
    request.getItemsList().forEach(item -> response.addContentIds(item.getContentId()));
    return response.build();
  }

  private void refuseUnknownTargets(
      IngestRequest request, Set<Long> ids, Set<Long> touched, Deadline deadline)
      throws InvalidRequestException, StoreException {
    Set<Long> targets = new HashSet<>(touched);
    targets.removeAll(ids);
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
    List<Lesson> lessons = lessons(request, deadline);
    try {
      PolicyStore.Recorded recorded = policies.record(request.getEventsList(), lessons, deadline);
      copies.bring(recorded.learned());
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
  private List<Lesson> lessons(FeedbackRequest request, Deadline deadline) {
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
    List<Lesson> lessons = new ArrayList<>();
    for (FeedbackEvent event : request.getEventsList()) {
      GraphFacts of = known.get(event.getContentId());
      if (of != null && !(of.genres().isEmpty() && of.themes().isEmpty())) {
        lessons.add(new Lesson(user(event), event.getReward(), of.genres(), of.themes()));
      }
    }
    return lessons;
  }
}

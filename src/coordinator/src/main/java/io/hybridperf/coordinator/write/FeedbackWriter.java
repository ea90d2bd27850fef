package io.hybridperf.coordinator.write;

import io.grpc.Deadline;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.coordinator.cache.GraphCache;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.RewardSignal;
import io.hybridperf.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feedback: stores what users did and what their policies learn from it. It blocks, so it belongs
 * on virtual threads.
 */
public final class FeedbackWriter {

  private static final Logger LOG = LoggerFactory.getLogger(FeedbackWriter.class);

  private final PolicyStore policies;
  private final PolicyCache policyCache;
  private final GraphCache facts;
  private final PolicyReplication replication;

  /**
   * @param policies the policy store
   * @param policyCache forgets the policies of users who give feedback
   * @param facts knows the genres and themes of contents
   * @param replication where policies that have learned go on to
   */
  public FeedbackWriter(
      PolicyStore policies,
      PolicyCache policyCache,
      GraphCache facts,
      PolicyReplication replication) {
    this.policies = policies;
    this.policyCache = policyCache;
    this.facts = facts;
    this.replication = replication;
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
    return PolicyKey.of(event.getTenantId(), event.getUserId(), event.getContext());
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

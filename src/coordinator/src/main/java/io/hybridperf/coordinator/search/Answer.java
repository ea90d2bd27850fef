package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.coordinator.store.BaselineStore;
import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.List;

/**
 * Collects what the stages find into the response of one search. Not for several threads at once.
 */
final class Answer {

  private final SearchPlan plan;
  final StageTimes times;
  private final SearchResponse.Builder response = SearchResponse.newBuilder();
  private final CacheUse.Builder cacheUse = CacheUse.newBuilder();
  private final List<Stage> degraded = new ArrayList<>(0);

  Answer(SearchPlan plan, StageTimes times) {
    this.plan = plan;
    this.times = times;
    response.setStrategy(plan.strategy());
  }

  void candidates(List<Candidate> candidates) {
    if (plan.request().getReturnVectorCandidates()) {
      for (Candidate candidate : candidates) {
        response.addVectorCandidates(
            VectorCandidate.newBuilder()
                .setContentId(candidate.contentId())
                .setScore(candidate.vectorScore()));
      }
    }
  }

  void degraded(Stage stage) {
    degraded.add(stage);
  }

  /**
   * Leaves a stage out, unless there is no time left to go on in.
   *
   * @param e why it has no result
   * @throws StoreException that failure, past the request's deadline
   */
  void goOnWithout(Stage stage, StoreException e, Deadline deadline) throws StoreException {
    if (deadline.isExpired()) {
      throw e;
    }
    degraded(stage);
  }

  boolean isDegraded(Stage stage) {
    return degraded.contains(stage);
  }

  void graphUse(int hits, int misses) {
    cacheUse.setGraphHits(hits).setGraphMisses(misses);
  }

  void policyHit(boolean hit) {
    cacheUse.setPolicyHit(hit);
  }

  void policy(PolicyKey key) {
    response.setPolicy(
        PolicyRef.newBuilder()
            .setTenantId(key.tenantId())
            .setUserId(key.userId())
            .setContext(key.context()));
  }

  /** Ranks, and completes the response with the best. */
  SearchResponse finish(List<Ranker.Item> items, Requirements requirements, Policy policy) {
    long start = System.nanoTime();
    for (Ranker.Ranked ranked : Ranker.rank(items, requirements, policy, plan.k())) {
      Hit unscored = ranked.item().facts().unscored();
      response.addHits(
          unscored.toBuilder()
              .setScore(ranked.score())
              .setVectorScore(ranked.item().candidate().vectorScore())
              .build());
    }
    return complete(start);
  }

  /** Completes the response with hits that a store has ranked. */
  SearchResponse finish(BaselineStore.Found found) {
    long start = System.nanoTime();
    response.addAllHits(found.hits()).addAllVectorCandidates(found.candidates());
    if (found.policy()) {
      policy(plan.user().orElseThrow());
    }
    return complete(start);
  }

  private SearchResponse complete(long startNanos) {
    response.addAllDegraded(degraded).setCacheUse(cacheUse);
    times.aggregation(startNanos);
    return response.setStageMicros(times.toMicros()).build();
  }
}

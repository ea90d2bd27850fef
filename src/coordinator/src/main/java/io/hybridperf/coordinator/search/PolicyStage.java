package io.hybridperf.coordinator.search;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.PolicyCache;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.StoreException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** Asks for the policy of a request's user. */
final class PolicyStage {

  private final PolicyCache policies;

  PolicyStage(PolicyCache policies) {
    this.policies = policies;
  }

  /** A policy or why there is none, and how long it took. */
  private record Outcome(
      PolicyCache.@Nullable Found found,
      @Nullable StoreException failure,
      long startNanos,
      long endNanos) {}

  /** A policy that is being asked for, while other stages run. */
  interface PendingPolicy {

    /**
     * Waits for it; neutral if there is none or the stage is left out.
     *
     * @throws StoreException if there is no time left to go on in
     */
    Policy await(Answer answer) throws StoreException;
  }

  /** The policy; neutral for anonymous requests, if there is none or the stage is left out. */
  Policy find(SearchPlan plan, Deadline deadline, Answer answer) throws StoreException {
    return plan.user().isEmpty()
        ? Policy.NEUTRAL
        : note(plan, ask(plan, deadline), deadline, answer);
  }

  /**
   * Starts to ask on a thread of its own; the answer is told of the outcome where it is awaited.
   */
  PendingPolicy start(SearchPlan plan, Deadline deadline) {
    if (plan.user().isEmpty()) {
      return answer -> Policy.NEUTRAL;
    }
    FutureTask<Outcome> outcome = new FutureTask<>(() -> ask(plan, deadline));
    Thread.ofVirtual().start(outcome);
    return answer -> note(plan, join(outcome), deadline, answer);
  }

  private Outcome ask(SearchPlan plan, Deadline deadline) {
    PolicyKey user = plan.user().orElseThrow();
    long start = System.nanoTime();
    try {
      PolicyCache.Found found =
          policies.find(
              user, plan.bypasses(Cache.CACHE_POLICY), StageBudget.of(deadline, stagesAfter(plan)));
      return new Outcome(found, null, start, System.nanoTime());
    } catch (StoreException e) {
      return new Outcome(null, e, start, System.nanoTime());
    }
  }

  private static int stagesAfter(SearchPlan plan) {
    // For GRAPH_ONLY it comes first, since the graph leaves out what the policy excludes; graph and
    // facts follow.
    return plan.strategy() == Strategy.STRATEGY_GRAPH_ONLY ? 2 : 0;
  }

  private static Outcome join(FutureTask<Outcome> outcome) {
    try {
      return outcome.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a policy look-up neither answers nor fails otherwise", e);
    }
  }

  private static Policy note(SearchPlan plan, Outcome outcome, Deadline deadline, Answer answer)
      throws StoreException {
    answer.times.policy(outcome.startNanos(), outcome.endNanos());
    if (outcome.failure() != null) {
      answer.goOnWithout(Stage.STAGE_POLICY, outcome.failure(), deadline);
      return Policy.NEUTRAL;
    }
    PolicyCache.Found found = Objects.requireNonNull(outcome.found());
    answer.policyHit(found.hit());
    found.policy().ifPresent(policy -> answer.policy(plan.user().orElseThrow()));
    return found.policy().orElse(Policy.NEUTRAL);
  }
}

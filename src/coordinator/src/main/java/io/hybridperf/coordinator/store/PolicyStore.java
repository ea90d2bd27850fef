package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.FeedbackEvent;
import java.util.List;
import java.util.Optional;

/**
 * Keeps policies and what users did. Every method returns or throws by its deadline, may be called
 * by many threads at once, and blocks cheaply on a virtual thread.
 */
public interface PolicyStore extends AutoCloseable {

  /**
   * A policy, if there is one.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Optional<Policy> find(PolicyKey key, Deadline deadline) throws StoreException;

  /**
   * Stores events and what policies learn from them, all or nothing. Both are durable on return,
   * and no other signal of the same time is lost.
   *
   * @param signals what the events teach, in their order
   * @throws StoreException if that is not certain
   */
  Recorded record(List<FeedbackEvent> events, List<RewardSignal> signals, Deadline deadline)
      throws StoreException;

  /**
   * What was stored.
   *
   * @param eventIds the events' ids, in the order given
   * @param learned the policies that have changed
   */
  record Recorded(List<Long> eventIds, List<VersionedPolicy> learned) {}

  /**
   * A policy that has learned.
   *
   * @param key whose it is
   * @param policy as it is now
   * @param version grows with every change: microseconds since 1970 at the store
   */
  record VersionedPolicy(PolicyKey key, Policy policy, long version) {}

  /**
   * Asks whether the store can answer.
   *
   * @throws StoreException if not
   */
  void check(Deadline deadline) throws StoreException;

  @Override
  void close();
}

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
   * Stores events, all or none. They are durable on return.
   *
   * @return their ids, in the order given
   * @throws StoreException if that is not certain
   */
  List<Long> record(List<FeedbackEvent> events, Deadline deadline) throws StoreException;

  /**
   * Asks whether the store can answer.
   *
   * @throws StoreException if not
   */
  void check(Deadline deadline) throws StoreException;

  @Override
  void close();
}

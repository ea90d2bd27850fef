package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import java.util.Collection;
import java.util.List;

/**
 * Searches embeddings. Every method returns or throws by its deadline, may be called by many
 * threads at once, and blocks cheaply on a virtual thread.
 */
public interface VectorStore extends AutoCloseable {

  /**
   * One search.
   *
   * @param embedding the query, of the collection's dimension
   * @param limit how many are wanted, 1..16384
   * @param filters conditions that all hold; already validated
   * @param scalars whether popularity and release year are needed; the genre always is
   */
  record Query(List<Float> embedding, int limit, List<Filter> filters, boolean scalars) {}

  /** The embeddings' dimension. */
  int dimension();

  /**
   * The nearest contents, best first.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  List<Candidate> search(Query query, Deadline deadline) throws StoreException;

  /**
   * Those of some contents for which the filters hold, in any order.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  List<Candidate> lookup(Collection<Long> contentIds, List<Filter> filters, Deadline deadline)
      throws StoreException;

  /**
   * Adds or replaces contents. They are durable on return.
   *
   * @throws StoreException if that is not certain
   */
  void upsert(List<Content> contents, Deadline deadline) throws StoreException;

  /**
   * Asks whether the store can search.
   *
   * @throws StoreException if not
   */
  void check(Deadline deadline) throws StoreException;

  @Override
  void close();
}

package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows how contents hang together. Every method returns or throws by its deadline, may be called
 * by many threads at once, and blocks cheaply on a virtual thread.
 */
public interface GraphStore extends AutoCloseable {

  /**
   * A content reached from another along the graph.
   *
   * @param contentId its id
   * @param score the number of shortest paths to it, divided by their length in edges
   */
  record Neighbour(long contentId, double score) {}

  /**
   * The facts of some contents, asked for in one query. Contents unknown to the graph are missing
   * from the answer.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Map<Long, GraphFacts> facts(Collection<Long> contentIds, RelatedScope scope, Deadline deadline)
      throws StoreException;

  /**
   * The contents at most {@code depth} edges from a seed, by score and then by id; empty for an
   * unknown seed.
   *
   * @param seed where to start
   * @param depth 1..3
   * @param limit how many at most
   * @throws StoreException if there is no answer by the deadline
   */
  List<Neighbour> similar(long seed, int depth, int limit, Deadline deadline) throws StoreException;

  /**
   * Those of some ids that the graph does not know.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Set<Long> unknown(Collection<Long> contentIds, Deadline deadline) throws StoreException;

  /**
   * Adds or replaces contents: title, genres, themes, moods, cultural contexts and the edges that
   * start at them. All or none are durable on return.
   *
   * @return the ids at both ends of every edge that came or went
   * @throws StoreException if that is not certain
   */
  Set<Long> replace(List<Content> contents, Deadline deadline) throws StoreException;

  /**
   * Asks whether the store can answer.
   *
   * @throws StoreException if not
   */
  void check(Deadline deadline) throws StoreException;

  @Override
  void close();
}

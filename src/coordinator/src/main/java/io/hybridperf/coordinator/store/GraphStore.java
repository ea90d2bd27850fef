package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.GraphOptions;
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
   * A neighbourhood.
   *
   * @param seed where to start; the seed itself is no part of it
   * @param depth how many edges away contents may be, 1..3
   * @param required what contents must have, of each list that is not empty at least one
   * @param excludedGenres contents of any of these are no part of it
   */
  record Around(long seed, int depth, GraphOptions required, Set<String> excludedGenres) {}

  /**
   * The contents of a neighbourhood, by score and then by id; none for an unknown seed.
   *
   * @param limit how many at most
   * @throws StoreException if there is no answer by the deadline
   */
  List<Neighbour> similar(Around around, int limit, Deadline deadline) throws StoreException;

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

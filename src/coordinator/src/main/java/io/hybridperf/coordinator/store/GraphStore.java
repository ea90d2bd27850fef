package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
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
   * A content that was found.
   *
   * @param contentId its id
   * @param score how well it fits; 0 and more
   */
  record Scored(long contentId, double score) {}

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
   * The contents of a neighbourhood, by score and then by id; none for an unknown seed. A score is
   * the number of shortest paths to a content, divided by their length in edges.
   *
   * @param limit how many at most
   * @throws StoreException if there is no answer by the deadline
   */
  List<Scored> similar(Around around, int limit, Deadline deadline) throws StoreException;

  /**
   * Titles with at least one word of a text.
   *
   * @param text words, with anything between them
   * @param required what contents must have, of each list that is not empty at least one
   * @param filters conditions on fields that the graph has a copy of; contents without it fail
   * @param policy whose constraints they must fulfil; its preferences are not looked at
   */
  record Titled(String text, GraphOptions required, List<Filter> filters, Policy policy) {}

  /**
   * The contents with such titles that pass, by score and then by id. A score is b / (1 + b), where
   * b is the title's BM25 score, so it lies between 0 and 1: the rarer the words in common, and the
   * shorter the title, the higher. Of the titles that fit, only the best 10,000 are looked at.
   *
   * @param limit how many at most, 1..10,000
   * @throws StoreException if there is no answer by the deadline
   */
  List<Scored> titled(Titled titled, int limit, Deadline deadline) throws StoreException;

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

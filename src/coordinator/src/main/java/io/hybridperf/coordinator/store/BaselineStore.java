package io.hybridperf.coordinator.store;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.VectorCandidate;
import java.util.List;
import java.util.Optional;

/**
 * Answers whole searches alone: vectors, graph and policies in one store. What the hybrid of stores
 * is compared with, so it gives the same answers.
 */
public interface BaselineStore {

  /**
   * One search.
   *
   * @param request a request that keeps the rules: its embedding, or else its seed, its filters and
   *     what it requires of the graph
   * @param k how many hits are wanted
   * @param candidates how many of the nearest contents are considered
   * @param facts whether hits carry what the graph knows, and not just their first genre
   * @param related which related contents are wanted
   * @param user whose policy ranks
   */
  record Query(
      SearchRequest request,
      int k,
      int candidates,
      boolean facts,
      RelatedScope related,
      Optional<PolicyKey> user) {}

  /**
   * What was found.
   *
   * @param hits best first, at most k
   * @param candidates the nearest contents before filtering and ranking, if the request asks
   * @param policy whether there is a policy of the user's
   */
  record Found(List<Hit> hits, List<VectorCandidate> candidates, boolean policy) {}

  /**
   * Searches.
   *
   * @throws StoreException if there is no answer by the deadline
   */
  Found search(Query query, Deadline deadline) throws StoreException;

  /**
   * Takes policies over, those that are newer than what it has.
   *
   * @throws StoreException if it is not certain that they are durable
   */
  void replicate(List<PolicyStore.VersionedPolicy> policies, Deadline deadline)
      throws StoreException;
}

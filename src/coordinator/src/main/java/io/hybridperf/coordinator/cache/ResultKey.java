package io.hybridperf.coordinator.cache;

import io.hybridperf.api.v1.SearchRequest;
import java.util.List;

/**
 * What an anonymous answer depends on. The storages should answer alike, but a comparison must not
 * mix them.
 *
 * @param embedding the query vector, as protobuf holds it: an immutable list over a float array
 * @param k the hits wanted
 * @param candidates whether the vector candidates are in the answer
 * @param neo4jOnly whether Neo4j answers alone
 */
public record ResultKey(List<Float> embedding, int k, boolean candidates, boolean neo4jOnly) {

  private static final int FIXED_BYTES = 64;

  /**
   * The key of a request.
   *
   * @param request an anonymous request without filters or graph need
   */
  public static ResultKey of(SearchRequest request, int k, boolean neo4jOnly) {
    return new ResultKey(
        request.getEmbeddingList(), k, request.getReturnVectorCandidates(), neo4jOnly);
  }

  int estimatedBytes() {
    return FIXED_BYTES + Float.BYTES * embedding.size();
  }
}

package io.hybridperf.coordinator.cache;

import io.hybridperf.api.v1.SearchRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an anonymous answer depends on: the query vector, k, whether the candidates are in it, and
 * which storage answered. The storages should answer alike, but a comparison must not mix them.
 */
public final class ResultKey {

  private static final int FIXED_BYTES = 64;

  private final float[] embedding;
  private final int k;
  private final boolean candidates;
  private final boolean neo4jOnly;
  private final int hash;

  private ResultKey(float[] embedding, int k, boolean candidates, boolean neo4jOnly) {
    this.embedding = embedding;
    this.k = k;
    this.candidates = candidates;
    this.neo4jOnly = neo4jOnly;
    this.hash =
        31 * (31 * Arrays.hashCode(embedding) + k)
            + Boolean.hashCode(candidates)
            + 7 * Boolean.hashCode(neo4jOnly);
  }

  /**
   * The key of a request.
   *
   * @param request an anonymous request without filters or graph need
   * @param k the hits wanted
   * @param neo4jOnly whether Neo4j answers alone
   */
  public static ResultKey of(SearchRequest request, int k, boolean neo4jOnly) {
    List<Float> values = request.getEmbeddingList();
    float[] embedding = new float[values.size()];
    for (int i = 0; i < embedding.length; i++) {
      embedding[i] = values.get(i);
    }
    return new ResultKey(embedding, k, request.getReturnVectorCandidates(), neo4jOnly);
  }

  int estimatedBytes() {
    return FIXED_BYTES + Float.BYTES * embedding.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ResultKey key
        && hash == key.hash
        && k == key.k
        && candidates == key.candidates
        && neo4jOnly == key.neo4jOnly
        && Arrays.equals(embedding, key.embedding);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}

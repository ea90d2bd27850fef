package io.hybridperf.loader;

import io.milvus.v2.common.IndexParam.IndexType;
import java.util.Map;

/**
 * The index over the embeddings in Milvus.
 *
 * @param type Milvus's name of it
 * @param params what it is built with
 */
public record VectorIndex(IndexType type, Map<String, Object> params) {
  /** Neighbours of each vector in an HNSW graph. */
  public static final int M = 32;

  /**
   * Neighbours considered while an HNSW graph is built. Film texts are hard for HNSW: at ef 128,
   * recall@10 of the shipped queries, weighted by a Zipf law of exponent 1, is 0.94 with M = 16 and
   * efConstruction = 200, and 0.98 with these.
   */
  public static final int EF_CONSTRUCTION = 400;

  /** HNSW, as the embedded stack has it. */
  public static final VectorIndex HNSW =
      new VectorIndex(IndexType.HNSW, Map.of("M", M, "efConstruction", EF_CONSTRUCTION));
}

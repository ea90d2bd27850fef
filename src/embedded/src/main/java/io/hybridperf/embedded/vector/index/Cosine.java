package io.hybridperf.embedded.vector.index;

import org.apache.lucene.index.VectorSimilarityFunction;

/**
 * Cosine similarity, -1..1. Vectors are indexed at unit length, where it is the dot product, which
 * Lucene computes faster.
 */
final class Cosine {
  /** How Lucene compares vectors of unit length. */
  static final VectorSimilarityFunction SIMILARITY = VectorSimilarityFunction.DOT_PRODUCT;

  private Cosine() {}

  /** The vector at unit length; the zero vector as it is. */
  static float[] unit(float[] vector) {
    double squares = 0;
    for (float x : vector) {
      squares += (double) x * x;
    }
    double norm = Math.sqrt(squares);
    float[] unit = new float[vector.length];
    if (norm > 0) {
      for (int i = 0; i < vector.length; i++) {
        unit[i] = (float) (vector[i] / norm);
      }
    }
    return unit;
  }
}

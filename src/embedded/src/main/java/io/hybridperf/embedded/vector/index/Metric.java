package io.hybridperf.embedded.vector.index;

import io.hybridperf.embedded.vector.rpc.MilvusError;
import java.util.Locale;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.VectorUtil;

/** How far two vectors are apart, as Milvus reports it. */
public enum Metric {
  /** Cosine similarity, -1..1. Vectors are indexed at unit length, where it is the dot product. */
  COSINE(VectorSimilarityFunction.DOT_PRODUCT),
  /** Squared Euclidean distance, 0 and up; the only metric where less is closer. */
  L2(VectorSimilarityFunction.EUCLIDEAN),
  /** Inner product, any value. */
  IP(VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT);

  private final VectorSimilarityFunction similarity;

  Metric(VectorSimilarityFunction similarity) {
    this.similarity = similarity;
  }

  static Metric named(String name) {
    return switch (name.toUpperCase(Locale.ROOT)) {
      case "COSINE" -> COSINE;
      case "L2" -> L2;
      case "IP" -> IP;
      default ->
          throw new MilvusError(
              "metric type not found or not supported: " + name + ", supported: [L2 IP COSINE]");
    };
  }

  VectorSimilarityFunction similarity() {
    return similarity;
  }

  /** The vector as it is indexed and compared; {@code raw} itself is left alone. */
  float[] indexed(float[] raw) {
    if (this != COSINE) {
      return raw;
    }
    double squares = 0;
    for (float x : raw) {
      squares += (double) x * x;
    }
    double norm = Math.sqrt(squares);
    float[] unit = new float[raw.length];
    if (norm > 0) {
      for (int i = 0; i < raw.length; i++) {
        unit[i] = (float) (raw[i] / norm);
      }
    }
    return unit;
  }

  /** The metric's value between two vectors made by {@link #indexed}. */
  float value(float[] query, float[] stored) {
    return this == L2
        ? VectorUtil.squareDistance(query, stored)
        : VectorUtil.dotProduct(query, stored);
  }

  /** Orders values from closest to farthest. */
  int compareCloseness(float a, float b) {
    return this == L2 ? Float.compare(a, b) : Float.compare(b, a);
  }
}

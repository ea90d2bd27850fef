package io.hybridperf.jmh.backend;

/**
 * How near two vectors are. Every backend answers with a <em>distance</em>: smaller is nearer,
 * whatever the metric.
 */
public enum DistanceMetric {
  /** {@code 1 - cos(a, b)}, 0..2. The cosine with a zero vector is 0 by definition here. */
  COSINE,
  /** The squared Euclidean distance. */
  L2,
  /** {@code -(a . b)}. */
  INNER_PRODUCT;

  /**
   * The distance in double precision: the yardstick every backend is held against.
   *
   * @param a one vector
   * @param b another of the same length
   * @return the distance, smaller is nearer
   */
  public double distance(float[] a, float[] b) {
    double dot = 0;
    double squares = 0;
    double normA = 0;
    double normB = 0;
    for (int i = 0; i < a.length; i++) {
      double x = a[i];
      double y = b[i];
      dot += x * y;
      squares += (x - y) * (x - y);
      normA += x * x;
      normB += y * y;
    }
    return switch (this) {
      case COSINE -> normA == 0 || normB == 0 ? 1 : 1 - dot / Math.sqrt(normA * normB);
      case L2 -> squares;
      case INNER_PRODUCT -> -dot;
    };
  }
}

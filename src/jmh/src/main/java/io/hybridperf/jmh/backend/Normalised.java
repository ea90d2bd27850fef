package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;

/**
 * For engines that know the cosine only as a product of unit vectors: scaled copies. A zero vector
 * stays zero, and its cosine with anything is 0.
 */
final class Normalised {
  private Normalised() {}

  static float[] row(VectorSet vectors, int row, Metric metric) {
    float[] values = vectors.row(row);
    return metric == Metric.COSINE ? scale(values) : values;
  }

  static float[] query(float[] queries, int query, int dimension, Metric metric) {
    float[] values = new float[dimension];
    System.arraycopy(queries, query * dimension, values, 0, dimension);
    return metric == Metric.COSINE ? scale(values) : values;
  }

  private static float[] scale(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    if (squares > 0) {
      double inverse = 1 / Math.sqrt(squares);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (values[i] * inverse);
      }
    }
    return values;
  }
}

package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * For engines that know the cosine only as a product of unit vectors: scaled copies. A zero vector
 * stays zero, and its cosine with anything is 0.
 */
public final class Normalised {
  private Normalised() {}

  static float[] row(VectorSet vectors, int row, DistanceMetric metric) {
    float[] values = vectors.row(row);
    return metric == DistanceMetric.COSINE ? scale(values) : values;
  }

  static float[] query(float[] queries, int query, int dimension, DistanceMetric metric) {
    float[] values = new float[dimension];
    System.arraycopy(queries, query * dimension, values, 0, dimension);
    return metric == DistanceMetric.COSINE ? scale(values) : values;
  }

  /**
   * Some rows as an engine gets them: as they are, or as unit vectors for the cosine.
   *
   * @param vectors all rows
   * @param from the first, inclusive
   * @param to the last, exclusive
   * @param metric the distance
   * @return their floats, in native memory
   */
  public static MemorySegment chunk(VectorSet vectors, int from, int to, DistanceMetric metric) {
    VectorSet slice = vectors.slice(from, to);
    if (metric != DistanceMetric.COSINE) {
      return slice.segment();
    }
    MemorySegment scaled = Arena.ofAuto().allocate(slice.segment().byteSize(), 64);
    int dimension = vectors.dimension();
    for (int row = 0; row < to - from; row++) {
      float[] values = row(slice, row, metric);
      MemorySegment.copy(values, 0, scaled, VectorSet.FLOAT, 4L * row * dimension, dimension);
    }
    return scaled;
  }

  /**
   * Queries as an engine gets them: as they are, or as unit vectors for the cosine.
   *
   * @param queries one after another
   * @param batch how many
   * @param dimension the length of each
   * @param metric the distance
   * @return the same array, or a scaled copy
   */
  public static float[] queries(float[] queries, int batch, int dimension, DistanceMetric metric) {
    if (metric != DistanceMetric.COSINE) {
      return queries;
    }
    float[] scaled = new float[batch * dimension];
    for (int q = 0; q < batch; q++) {
      System.arraycopy(query(queries, q, dimension, metric), 0, scaled, q * dimension, dimension);
    }
    return scaled;
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

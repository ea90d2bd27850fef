package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What backends in other packages share with those here: checks, unit vectors, ordered answers. */
public final class DeviceVectors {
  private DeviceVectors() {}

  /**
   * Refuses rows that are not finite.
   *
   * @param vectors the rows
   */
  public static void checkRows(VectorSet vectors) {
    Inputs.checkRows(vectors);
  }

  /**
   * Refuses a search that cannot be: see {@link VectorSearchBackend#search}.
   *
   * @param queries the queries
   * @param batch how many
   * @param dimension the rows' length
   * @param k how many answers each
   * @param ids receives row numbers
   * @param distances receives distances
   */
  public static void checkSearch(
      float[] queries, int batch, int dimension, int k, int[] ids, float[] distances) {
    Inputs.checkSearch(queries, batch, dimension, k, ids, distances);
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
  public static MemorySegment chunk(VectorSet vectors, int from, int to, Metric metric) {
    VectorSet slice = vectors.slice(from, to);
    if (metric != Metric.COSINE) {
      return slice.segment();
    }
    MemorySegment scaled = Arena.ofAuto().allocate(slice.segment().byteSize(), 64);
    int dimension = vectors.dimension();
    for (int row = 0; row < to - from; row++) {
      float[] values = Normalised.row(slice, row, metric);
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
  public static float[] queries(float[] queries, int batch, int dimension, Metric metric) {
    if (metric != Metric.COSINE) {
      return queries;
    }
    float[] scaled = new float[batch * dimension];
    for (int q = 0; q < batch; q++) {
      System.arraycopy(
          Normalised.query(queries, q, dimension, metric), 0, scaled, q * dimension, dimension);
    }
    return scaled;
  }

  /** Answers to one query, put in order. */
  public static final class Answers {
    private final TopK best;
    private final int k;

    /**
     * Makes room.
     *
     * @param k how many answers are wanted
     */
    public Answers(int k) {
      this.k = k;
      best = new TopK(k);
    }

    /**
     * Adds one.
     *
     * @param id a row number
     * @param distance its distance
     */
    public void add(int id, float distance) {
      best.offer(distance, id);
    }

    /**
     * Writes them in order, marks what is missing, and forgets them.
     *
     * @param ids receives k row numbers
     * @param distances receives k distances
     * @param offset where in both
     */
    public void write(int[] ids, float[] distances, int offset) {
      best.drain(ids, distances, offset, k);
    }
  }
}

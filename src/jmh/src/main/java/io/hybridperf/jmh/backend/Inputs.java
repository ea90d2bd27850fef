package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;

/** What every backend refuses, said the same way. */
public final class Inputs {
  private Inputs() {}

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
    if (batch < 1 || k < 1) {
      throw new IllegalArgumentException(
          "batch " + batch + " and k " + k + ": both must be 1 or more");
    }
    if (queries.length < (long) batch * dimension) {
      throw new IllegalArgumentException(
          "queries hold %s floats, %s x %s are needed".formatted(queries.length, batch, dimension));
    }
    if (ids.length < (long) batch * k || distances.length < (long) batch * k) {
      throw new IllegalArgumentException(
          "the arrays for the answers hold %s ids and %s distances, %s x %s are needed"
              .formatted(ids.length, distances.length, batch, k));
    }
    int bad = firstNotFinite(queries, batch * dimension);
    if (bad >= 0) {
      throw new IllegalArgumentException(
          "query %s, component %s is %s: only finite numbers can be searched for"
              .formatted(bad / dimension, bad % dimension, queries[bad]));
    }
  }

  /**
   * Refuses rows that are not finite.
   *
   * @param vectors the rows
   */
  public static void checkRows(VectorSet vectors) {
    float[] row = new float[vectors.dimension()];
    for (int i = 0; i < vectors.rows(); i++) {
      vectors.copyRow(i, row, 0);
      int bad = firstNotFinite(row, row.length);
      if (bad >= 0) {
        throw new IllegalArgumentException(
            "row %s, component %s is %s: only finite numbers can be indexed"
                .formatted(i, bad, row[bad]));
      }
    }
  }

  private static int firstNotFinite(float[] values, int length) {
    // x * 0 is 0 for finite x and NaN otherwise, so one sum answers for all of them, without
    // branches.
    float sum = 0;
    for (int i = 0; i < length; i++) {
      sum += values[i] * 0f;
    }
    if (sum == 0) {
      return -1;
    }
    for (int i = 0; i < length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }
}

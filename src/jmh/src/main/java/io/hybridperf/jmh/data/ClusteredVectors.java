package io.hybridperf.jmh.data;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A synthetic data set with the shape of embeddings: rows gather around 1,000 centres and vary
 * along 24 directions, with a little noise in all of them. Row i is the same whatever the size of
 * the set. Queries come from the same distribution, from a stream of their own.
 */
public final class ClusteredVectors {
  private static final int CENTRES = 1_000;
  private static final int DIRECTIONS = 24;
  private static final float CENTRE_SCALE = 0.6f;
  private static final float NOISE = 0.1f;
  private static final int ROWS_PER_TASK = 4_096;
  private static final long CENTRE_STREAM = 1;
  private static final long DIRECTION_STREAM = 2;
  private static final long ROW_STREAM = 3;
  private static final long QUERY_STREAM = 4;

  private final long seed;
  private final int dimension;
  private final float[][] centres = new float[CENTRES][];
  private final float[][] directions = new float[DIRECTIONS][];

  /**
   * Prepares a generator.
   *
   * @param seed which data set
   * @param dimension floats a vector, 1 or more
   */
  public ClusteredVectors(long seed, int dimension) {
    this.seed = seed;
    this.dimension = dimension;
    for (int i = 0; i < CENTRES; i++) {
      centres[i] = gaussians(CENTRE_STREAM, i, CENTRE_SCALE);
    }
    for (int i = 0; i < DIRECTIONS; i++) {
      directions[i] = gaussians(DIRECTION_STREAM, i, (float) (1 / Math.sqrt(DIRECTIONS)));
    }
  }

  /**
   * Says what this data is.
   *
   * @return the label for reports, "synthetic" included
   */
  public String label() {
    return String.format(
        Locale.ROOT,
        "synthetic: clustered, seed %d, %,d centres, %d directions",
        seed,
        CENTRES,
        DIRECTIONS);
  }

  /**
   * Writes one row of the data set.
   *
   * @param row its number, from 0
   * @param target receives it, from index 0
   */
  public void row(long row, float[] target) {
    fill(ROW_STREAM, row, target);
  }

  /**
   * Writes one query.
   *
   * @param number its number, from 0
   * @param target receives it, from index 0
   */
  public void query(long number, float[] target) {
    fill(QUERY_STREAM, number, target);
  }

  /**
   * Writes rows one after another, on all processors.
   *
   * @param target {@code rows * dimension} floats
   * @param rows how many
   */
  public void fill(MemorySegment target, int rows) {
    IntStream.range(0, (rows + ROWS_PER_TASK - 1) / ROWS_PER_TASK)
        .parallel()
        .forEach(task -> {
          float[] row = new float[dimension];
          int from = task * ROWS_PER_TASK;
          for (int i = from; i < Math.min(rows, from + ROWS_PER_TASK); i++) {
            row(i, row);
            MemorySegment.copy(row, 0, target, VectorSet.FLOAT, 4L * i * dimension, dimension);
          }
        });
  }

  private void fill(long stream, long number, float[] target) {
    long key = CounterRandom.key(seed, stream, number);
    float[] centre = centres[(int) Long.remainderUnsigned(key, CENTRES)];
    for (int j = 0; j < dimension; j++) {
      target[j] = centre[j] + NOISE * CounterRandom.gaussian(key, DIRECTIONS + j);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
      float along = CounterRandom.gaussian(key, d);
      float[] direction = directions[d];
      for (int j = 0; j < dimension; j++) {
        target[j] += along * direction[j];
      }
    }
  }

  private float[] gaussians(long stream, int index, float scale) {
    long key = CounterRandom.key(seed, stream, index);
    float[] values = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      values[j] = scale * CounterRandom.gaussian(key, j);
    }
    return values;
  }
}

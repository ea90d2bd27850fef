package io.hybridperf.jmh.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Rows of little-endian floats, one after another, in native memory or in a mapped file. Read-only
 * for everyone who gets it; lives as long as its arena.
 *
 * @param segment {@code rows * dimension} floats
 * @param rows how many vectors
 * @param dimension floats a vector
 * @param label what the data is, honestly, for reports
 */
public record VectorSet(MemorySegment segment, int rows, int dimension, String label) {

  /** The layout of one component, whatever the machine. */
  public static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Checks the sizes. */
  public VectorSet {
    if (rows < 0 || dimension < 1 || segment.byteSize() != 4L * rows * dimension) {
      throw new IllegalArgumentException(
          rows + " rows of " + dimension + " floats are not " + segment.byteSize() + " bytes");
    }
  }

  /**
   * {@return a copy of them in native memory that the garbage collector frees}
   *
   * @param vectors rows of one length, at least one
   */
  public static VectorSet of(float[]... vectors) {
    int dimension = vectors[0].length;
    MemorySegment segment = Arena.ofAuto().allocate(4L * vectors.length * dimension, 64);
    for (int i = 0; i < vectors.length; i++) {
      MemorySegment.copy(vectors[i], 0, segment, FLOAT, 4L * i * dimension, dimension);
    }
    return new VectorSet(segment, vectors.length, dimension, "given rows");
  }

  /**
   * {@return a copy of that row}
   *
   * @param row a row number
   */
  public float[] row(int row) {
    float[] values = new float[dimension];
    copyRow(row, values, 0);
    return values;
  }

  /**
   * Copies one row out.
   *
   * @param row a row number
   * @param target receives the row
   * @param offset where in {@code target}
   */
  public void copyRow(int row, float[] target, int offset) {
    MemorySegment.copy(segment, FLOAT, 4L * row * dimension, target, offset, dimension);
  }

  /**
   * {@return those rows, the same memory}
   *
   * @param from the first row, inclusive
   * @param to the last row, exclusive
   */
  public VectorSet slice(int from, int to) {
    long rowBytes = 4L * dimension;
    return new VectorSet(
        segment.asSlice(from * rowBytes, (to - from) * rowBytes), to - from, dimension, label);
  }

  /**
   * Copies all rows out.
   *
   * @return all rows in one array
   * @throws IllegalArgumentException when they are too many for one
   */
  public float[] toArray() {
    if ((long) rows * dimension > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(rows + " x " + dimension + " floats exceed one array");
    }
    float[] values = new float[rows * dimension];
    MemorySegment.copy(segment, FLOAT, 0, values, 0, values.length);
    return values;
  }
}

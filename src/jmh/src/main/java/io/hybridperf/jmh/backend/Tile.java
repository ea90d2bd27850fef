package io.hybridperf.jmh.backend;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of exact search: four rows against one or two queries at a time, so that a row
 * once loaded serves several queries and a query several rows. Sums are made in one fixed order
 * whatever the tile, so that equal rows get equal distances, bit for bit.
 */
abstract sealed class Tile permits DotTile, SquaredTile {
  /** Rows a tile. */
  static final int ROWS = 4;

  /** Queries a wide tile. */
  static final int QUERIES = 2;

  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() >= 4
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_128;
  static final int LANES = SPECIES.length();
  static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private static final VectorShuffle<Float> SWAP_HALVES = swap(LANES / 2);
  private static final VectorMask<Float> UPPER_HALF = upper(LANES / 2);
  private static final VectorShuffle<Float> SWAP_QUARTERS = swap(LANES / 4);
  private static final VectorMask<Float> UPPER_QUARTER = upper(LANES / 4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);

  /**
   * @param rows where rows are read
   * @param r0 the byte offset of the first row; likewise r1, r2, r3
   * @param queries where queries are read
   * @param q the index of the query's first component
   * @param dimension the length of a vector
   * @param out receives four sums, at {@code at}
   */
  abstract void one(
      MemorySegment rows,
      long r0,
      long r1,
      long r2,
      long r3,
      float[] queries,
      int q,
      int dimension,
      float[] out,
      int at);

  /** The same for two queries one after another: 8 sums, those of one query together. */
  abstract void two(
      MemorySegment rows,
      long r0,
      long r1,
      long r2,
      long r3,
      float[] queries,
      int q,
      int dimension,
      float[] out,
      int at);

  /** What one row has beyond the last full vector. */
  abstract float tail(
      MemorySegment rows, long row, float[] queries, int q, int from, int dimension);

  /** Adds what the rows have beyond the last full vector to four sums. */
  final void addTails(
      MemorySegment rows,
      long r0,
      long r1,
      long r2,
      long r3,
      float[] queries,
      int q,
      int from,
      int dimension,
      float[] out,
      int at) {
    out[at] += tail(rows, r0, queries, q, from, dimension);
    out[at + 1] += tail(rows, r1, queries, q, from, dimension);
    out[at + 2] += tail(rows, r2, queries, q, from, dimension);
    out[at + 3] += tail(rows, r3, queries, q, from, dimension);
  }

  /** Adds up the lanes of four accumulators, pairing lanes alike for each. */
  static void store(
      FloatVector a0, FloatVector a1, FloatVector a2, FloatVector a3, float[] out, int at) {
    FloatVector m01 = merge(a0, a1, UPPER_HALF, SWAP_HALVES);
    FloatVector m23 = merge(a2, a3, UPPER_HALF, SWAP_HALVES);
    FloatVector sum = merge(m01, m23, UPPER_QUARTER, SWAP_QUARTERS);
    if (LANES >= 32) {
      throw new AssertionError("no machine of that width yet");
    }
    if (LANES == 16) {
      sum = sum.add(sum.rearrange(SWAP_2));
    }
    if (LANES >= 8) {
      sum = sum.add(sum.rearrange(SWAP_1));
    }
    out[at] = sum.lane(0);
    out[at + 1] = sum.lane(LANES / 2);
    out[at + 2] = sum.lane(LANES / 4);
    out[at + 3] = sum.lane(LANES / 4 * 3);
  }

  /** Half of the answer is a folded on itself, the other half is b folded on itself. */
  private static FloatVector merge(
      FloatVector a, FloatVector b, VectorMask<Float> upper, VectorShuffle<Float> swap) {
    return a.blend(b, upper).add(b.blend(a, upper).rearrange(swap));
  }

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane ^ distance) % LANES);
  }

  private static VectorMask<Float> upper(int distance) {
    boolean[] set = new boolean[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      set[lane] = (lane & distance) != 0;
    }
    return VectorMask.fromArray(SPECIES, set, 0);
  }
}

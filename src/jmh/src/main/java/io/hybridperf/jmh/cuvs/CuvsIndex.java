package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One of cuVS's indexes over rows that lie in the device's memory. */
abstract class CuvsIndex implements AutoCloseable {
  /** cuVS's numbers of its metrics. */
  static final int L2_EXPANDED = 0;

  static final int INNER_PRODUCT = 6;

  /** What an index is built from. */
  record Rows(MemorySegment data, int count, int dimension, int device, int metric) {
    MemorySegment tensor(Arena arena) {
      return Tensor.ofFloats(arena, data, device, count, dimension);
    }
  }

  private final Cuvs cuvs;
  private final Rows rows;

  CuvsIndex(Cuvs cuvs, Rows rows) {
    this.cuvs = cuvs;
    this.rows = rows;
  }

  final Cuvs cuvs() {
    return cuvs;
  }

  final Rows rows() {
    return rows;
  }

  /** Changes the settings of later searches; no search runs meanwhile. */
  abstract void tune(Tuning tuning);

  /** Searches; k is at most the number of rows. */
  abstract void search(
      long resources,
      MemorySegment queries,
      MemorySegment ids,
      MemorySegment distances,
      int k,
      int batch);

  @Override
  public abstract void close();

  /** An empty filter, which C takes by value. */
  static MemorySegment noFilter(Arena arena) {
    return arena.allocate(Structs.FILTER.layout());
  }
}

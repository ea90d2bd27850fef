package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Every query against every row. The index refers to the rows, which must stay. */
final class BruteForceIndex extends CuvsIndex {
  private final MemorySegment index;

  BruteForceIndex(Cuvs cuvs, Rows rows, long resources) {
    super(cuvs, rows);
    index = cuvs.create("cuvsBruteForceIndexCreate");
    try (Arena arena = Arena.ofConfined()) {
      cuvs.call("cuvsBruteForceBuild", resources, rows.tensor(arena), rows.metric(), 0f, index);
      cuvs.call("cuvsStreamSync", resources);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  void tune(Tuning tuning) {
    // Exact search has nothing to tune.
  }

  @Override
  void search(
      long resources,
      MemorySegment queries,
      MemorySegment ids,
      MemorySegment distances,
      int k,
      int batch) {
    try (Arena arena = Arena.ofConfined()) {
      cuvs()
          .call("cuvsBruteForceSearch", resources, index, queries, ids, distances, noFilter(arena));
    }
  }

  @Override
  public void close() {
    cuvs().call("cuvsBruteForceIndexDestroy", index);
  }
}

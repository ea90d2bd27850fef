package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Rows in lists around centres; a search looks through the nearest lists ({@code nprobe}). */
final class IvfFlatIndex extends CuvsIndex {
  private final MemorySegment index;
  private final MemorySegment searchParams;
  private final int lists;

  IvfFlatIndex(Cuvs cuvs, Rows rows, long resources, Tuning tuning) {
    super(cuvs, rows);
    lists = Lists.count(tuning, rows.count());
    index = cuvs.create("cuvsIvfFlatIndexCreate");
    searchParams = cuvs.create("cuvsIvfFlatSearchParamsCreate", Structs.IVF_FLAT_SEARCH);
    MemorySegment build = cuvs.create("cuvsIvfFlatIndexParamsCreate", Structs.IVF_FLAT_BUILD);
    try (Arena arena = Arena.ofConfined()) {
      Structs.IVF_FLAT_BUILD.setInt(build, "metric", rows.metric());
      Structs.IVF_FLAT_BUILD.setInt(build, "n_lists", lists);
      cuvs.call("cuvsIvfFlatBuild", resources, build, rows.tensor(arena), index);
      cuvs.call("cuvsStreamSync", resources);
      tune(tuning);
    } catch (RuntimeException e) {
      close();
      throw e;
    } finally {
      cuvs.call("cuvsIvfFlatIndexParamsDestroy", build);
    }
  }

  @Override
  void tune(Tuning tuning) {
    Structs.IVF_FLAT_SEARCH.setInt(searchParams, "n_probes", Lists.probes(tuning, lists));
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
          .call(
              "cuvsIvfFlatSearch",
              resources,
              searchParams,
              index,
              queries,
              ids,
              distances,
              noFilter(arena));
    }
  }

  @Override
  public void close() {
    cuvs().call("cuvsIvfFlatSearchParamsDestroy", searchParams);
    cuvs().call("cuvsIvfFlatIndexDestroy", index);
  }
}

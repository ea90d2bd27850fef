package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Lists of compressed rows. A search collects more candidates than were asked for ({@code refine}
 * times as many) and ranks them again by the rows themselves, which stay on the device for it.
 */
final class IvfPqIndex extends CuvsIndex {
  private static final int DEFAULT_REFINE = 4;

  private final MemorySegment index;
  private final MemorySegment searchParams;
  private final int lists;
  private int refine = DEFAULT_REFINE;

  IvfPqIndex(Cuvs cuvs, Rows rows, long resources, Tuning tuning) {
    super(cuvs, rows);
    lists = Lists.count(tuning, rows.count());
    index = cuvs.create("cuvsIvfPqIndexCreate");
    searchParams = cuvs.create("cuvsIvfPqSearchParamsCreate", Structs.IVF_PQ_SEARCH);
    MemorySegment build = cuvs.create("cuvsIvfPqIndexParamsCreate", Structs.IVF_PQ_BUILD);
    try (Arena arena = Arena.ofConfined()) {
      Struct params = Structs.IVF_PQ_BUILD;
      params.setInt(build, "metric", rows.metric());
      params.setInt(build, "n_lists", lists);
      params.setInt(build, "pq_bits", tuning.positive("pq_bits", params.getInt(build, "pq_bits")));
      if (tuning.values().containsKey("pq_dim")) {
        params.setInt(build, "pq_dim", tuning.positive("pq_dim", 1));
      }
      cuvs.call("cuvsIvfPqBuild", resources, build, rows.tensor(arena), index);
      cuvs.call("cuvsStreamSync", resources);
      tune(tuning);
    } catch (RuntimeException e) {
      close();
      throw e;
    } finally {
      cuvs.call("cuvsIvfPqIndexParamsDestroy", build);
    }
  }

  @Override
  void tune(Tuning tuning) {
    Structs.IVF_PQ_SEARCH.setInt(searchParams, "n_probes", Lists.probes(tuning, lists));
    refine = tuning.positive("refine", DEFAULT_REFINE);
  }

  @Override
  void search(
      long resources,
      MemorySegment queries,
      MemorySegment ids,
      MemorySegment distances,
      int k,
      int batch) {
    int candidates = (int) Math.min(rows().count(), (long) refine * k);
    if (refine == 1) {
      cuvs().call("cuvsIvfPqSearch", resources, searchParams, index, queries, ids, distances);
      return;
    }
    Cuda cuda = cuvs().cuda();
    MemorySegment roughIds = cuda.allocate(8L * batch * candidates);
    MemorySegment roughDistances = cuda.allocate(4L * batch * candidates);
    try (Arena arena = Arena.ofConfined()) {
      int device = rows().device();
      MemorySegment rough = Tensor.ofLongs(arena, roughIds, device, batch, candidates);
      cuvs()
          .call(
              "cuvsIvfPqSearch",
              resources,
              searchParams,
              index,
              queries,
              rough,
              Tensor.ofFloats(arena, roughDistances, device, batch, candidates));
      cuvs()
          .call(
              "cuvsRefine",
              resources,
              rows().tensor(arena),
              queries,
              rough,
              rows().metric(),
              ids,
              distances);
    } finally {
      cuda.free(roughIds);
      cuda.free(roughDistances);
    }
  }

  @Override
  public void close() {
    cuvs().call("cuvsIvfPqSearchParamsDestroy", searchParams);
    cuvs().call("cuvsIvfPqIndexDestroy", index);
  }
}

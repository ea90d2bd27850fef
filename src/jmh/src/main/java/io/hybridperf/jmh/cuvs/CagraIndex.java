package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A graph searched by many threads of the device at once. More random entry points than the
 * library's default of one matter for recall on large sets ({@code samplings}); the persistent
 * kernel ({@code persistent=1}) matters for single queries.
 */
final class CagraIndex extends CuvsIndex {
  private static final int DEVICE_MEMORY = 1;
  private static final int SINGLE_CTA = 0;
  private static final int CHOOSE = 100;
  private static final int DEFAULT_ITOPK = 64;
  private static final int DEFAULT_SAMPLINGS = 8;
  private static final int ITOPK_STEP = 32;

  private final MemorySegment index;
  private final MemorySegment dataset;
  private final Map<Integer, MemorySegment> searchParams = new ConcurrentHashMap<>();
  private Tuning tuning;

  CagraIndex(Cuvs cuvs, Rows rows, long resources, Tuning tuning) {
    super(cuvs, rows);
    this.tuning = tuning;
    MemorySegment build = cuvs.create("cuvsCagraIndexParamsCreate", Structs.CAGRA_BUILD);
    try (Arena arena = Arena.ofConfined()) {
      Struct params = Structs.CAGRA_BUILD;
      params.setInt(build, "metric", rows.metric());
      // A graph of few rows cannot have as many edges at each.
      setDegree(build, "graph_degree", tuning.values().get("graph_degree"));
      setDegree(build, "intermediate_graph_degree", tuning.values().get("intermediate_degree"));
      dataset = cuvs.create("cuvsDatasetMakePadded", resources, rows.tensor(arena), DEVICE_MEMORY);
      index = createIndex(cuvs);
      try {
        cuvs.call("cuvsCagraBuild", resources, build, dataset, index);
        cuvs.call("cuvsStreamSync", resources);
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    } finally {
      cuvs.call("cuvsCagraIndexParamsDestroy", build);
    }
  }

  private MemorySegment createIndex(Cuvs cuvs) {
    try {
      return cuvs.create("cuvsCagraIndexCreate");
    } catch (RuntimeException e) {
      cuvs.call("cuvsDatasetDestroy", dataset);
      throw e;
    }
  }

  private void setDegree(MemorySegment build, String field, @Nullable String given) {
    long degree = given == null ? Structs.CAGRA_BUILD.getLong(build, field) : Long.parseLong(given);
    Structs.CAGRA_BUILD.setLong(build, field, Math.clamp(rows().count() - 1L, 1, degree));
  }

  @Override
  void tune(Tuning later) {
    tuning = tuning.with(later);
    destroySearchParams();
  }

  @Override
  void search(
      long resources,
      MemorySegment queries,
      MemorySegment ids,
      MemorySegment distances,
      int k,
      int batch) {
    MemorySegment params = searchParams.computeIfAbsent(k, this::newSearchParams);
    try (Arena arena = Arena.ofConfined()) {
      cuvs()
          .call(
              "cuvsCagraSearch",
              resources,
              params,
              index,
              queries,
              ids,
              distances,
              noFilter(arena));
    }
  }

  /** The candidates kept must be at least as many as are asked for, in steps of 32. */
  private MemorySegment newSearchParams(int k) {
    Struct params = Structs.CAGRA_SEARCH;
    MemorySegment search = cuvs().create("cuvsCagraSearchParamsCreate", params);
    int itopk = Math.max(k, tuning.positive("itopk", DEFAULT_ITOPK));
    params.setLong(search, "itopk_size", (itopk + ITOPK_STEP - 1) / ITOPK_STEP * (long) ITOPK_STEP);
    params.setLong(
        search,
        "search_width",
        tuning.positive("search_width", (int) params.getLong(search, "search_width")));
    params.setInt(search, "num_random_samplings", tuning.positive("samplings", DEFAULT_SAMPLINGS));
    // The C library leaves these two at their first value instead of letting itself choose.
    boolean persistent = tuning.values().getOrDefault("persistent", "0").equals("1");
    params.setInt(search, "algo", persistent ? SINGLE_CTA : CHOOSE);
    params.setInt(search, "hashmap_mode", CHOOSE);
    params.setBoolean(search, "persistent", persistent);
    return search;
  }

  private void destroySearchParams() {
    searchParams.values().forEach(params -> cuvs().call("cuvsCagraSearchParamsDestroy", params));
    searchParams.clear();
  }

  @Override
  public void close() {
    destroySearchParams();
    cuvs().call("cuvsCagraIndexDestroy", index);
    cuvs().call("cuvsDatasetDestroy", dataset);
  }
}

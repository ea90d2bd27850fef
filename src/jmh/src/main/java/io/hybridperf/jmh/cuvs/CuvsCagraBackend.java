package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.util.Set;

/** CAGRA, a graph on a GPU. */
public final class CuvsCagraBackend extends CuvsBackend {

  /** For the service loader. */
  public CuvsCagraBackend() {
    super(
        "cuvs-cagra",
        false,
        Set.of(
            "graph_degree",
            "intermediate_degree",
            "itopk",
            "persistent",
            "samplings",
            "search_width"));
  }

  @Override
  CuvsIndex newIndex(Cuvs library, CuvsIndex.Rows from, long resources, Tuning tuning) {
    return new CagraIndex(library, from, resources, tuning);
  }
}

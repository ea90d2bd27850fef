package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.util.Set;

/** A compressed inverted file on a GPU, its answers ranked again by the rows themselves. */
public final class CuvsIvfPqBackend extends CuvsBackend {

  /** For the service loader. */
  public CuvsIvfPqBackend() {
    super("cuvs-ivf-pq", false, Set.of("nlist", "nprobe", "pq_bits", "pq_dim", "refine"));
  }

  @Override
  CuvsIndex newIndex(Cuvs library, CuvsIndex.Rows from, long resources, Tuning tuning) {
    return new IvfPqIndex(library, from, resources, tuning);
  }
}

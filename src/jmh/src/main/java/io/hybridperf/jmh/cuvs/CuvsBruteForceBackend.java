package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.util.Set;

/** Exact search on a GPU. */
public final class CuvsBruteForceBackend extends CuvsBackend {

  /** For the service loader. */
  public CuvsBruteForceBackend() {
    super("cuvs-brute-force", true, Set.of());
  }

  @Override
  CuvsIndex newIndex(Cuvs library, CuvsIndex.Rows from, long resources, Tuning tuning) {
    return new BruteForceIndex(library, from, resources);
  }
}

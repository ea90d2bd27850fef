package io.hybridperf.jmh.cuvs;

import io.hybridperf.jmh.backend.Tuning;
import java.util.Set;

/** An inverted file on a GPU. */
public final class CuvsIvfFlatBackend extends CuvsBackend {

  /** For the service loader. */
  public CuvsIvfFlatBackend() {
    super("cuvs-ivf-flat", false, Set.of("nlist", "nprobe"));
  }

  @Override
  CuvsIndex newIndex(Cuvs library, CuvsIndex.Rows from, long resources, Tuning tuning) {
    return new IvfFlatIndex(library, from, resources, tuning);
  }
}

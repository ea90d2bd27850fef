package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.util.Set;

/**
 * What the graph indexes on the processor share: the settings of HNSW, and a search in the calling
 * thread, the queries of a batch one after another.
 */
abstract class GraphBackend implements VectorSearchBackend {
  private static final String M = "M";
  private static final String EF_CONSTRUCTION = "efConstruction";
  private static final String EF = "ef";

  private final String name;
  private DistanceMetric metric = DistanceMetric.COSINE;
  private int dimension;
  private int rows;
  private boolean built;
  private volatile int ef = 64;

  GraphBackend(String name) {
    this.name = name;
  }

  /** Refuses, by an exception with the reason, what there is no heap or disk for. */
  abstract void requireRoom(VectorSet vectors, int m);

  /** Builds the graph; there may be no rows. */
  abstract void build(VectorSet vectors, int m, int efConstruction);

  /**
   * Offers the nearest of one query.
   *
   * @param query scaled as {@link Normalised} does
   * @param k how many, at most as many as there are rows, at least 1
   * @param candidates how long the list of candidates is, at least k
   */
  abstract void searchOne(float[] query, int k, int candidates, TopK best);

  /** Frees what {@link #build} made; may be called twice. */
  abstract void free();

  final DistanceMetric metric() {
    return metric;
  }

  final int dimension() {
    return dimension;
  }

  final int rows() {
    return rows;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean exact() {
    return false;
  }

  @Override
  public final Availability probe() {
    return Availability.ok();
  }

  @Override
  public final int devices() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public final Set<String> settings() {
    return Set.of(M, EF_CONSTRUCTION, EF);
  }

  @Override
  public final void build(VectorSet vectors, DistanceMetric distance, Tuning tuning) {
    close();
    tune(tuning);
    int m = tuning.positive(M, 16);
    requireRoom(vectors, m);
    Inputs.checkRows(vectors);
    metric = distance;
    dimension = vectors.dimension();
    rows = vectors.rows();
    build(vectors, m, tuning.positive(EF_CONSTRUCTION, 200));
    built = true;
  }

  @Override
  public final void tune(Tuning tuning) {
    tuning.requireOnly(name, settings());
    ef = tuning.positive(EF, ef);
  }

  @Override
  public final void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    if (!built) {
      throw new BackendException(name + ": search before build");
    }
    Inputs.checkSearch(queries, batch, dimension, k, ids, distances);
    int wanted = Math.min(k, rows);
    TopK best = new TopK(k);
    for (int q = 0; q < batch; q++) {
      if (rows > 0) {
        float[] query = Normalised.query(queries, q, dimension, metric);
        searchOne(query, wanted, Math.max(wanted, ef), best);
      }
      best.drain(ids, distances, q * k, k);
    }
  }

  @Override
  public final void close() {
    built = false;
    free();
  }
}

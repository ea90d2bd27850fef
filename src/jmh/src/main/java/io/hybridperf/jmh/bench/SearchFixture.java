package io.hybridperf.jmh.bench;

import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.ShardedSearch;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.workload.TrueNeighbours;
import io.hybridperf.jmh.workload.Workload;

/**
 * An engine with a data set in it, ready to be searched, its recall measured before any time is. An
 * engine that is not available ends the setup with its reason.
 */
final class SearchFixture implements AutoCloseable {
  private static final int QUERIES = 1_000;
  private static final int LARGE_ROWS = 2_000_000;
  private static final DistanceMetric METRIC = DistanceMetric.COSINE;

  private final int dimension;
  private final float[] queries;
  private final int queryCount;
  private final int k;
  private final int batch;
  private final TrueNeighbours.Search search;
  private final Runnable close;

  private SearchFixture(
      Workload workload, int k, int batch, TrueNeighbours.Search search, Runnable close) {
    dimension = workload.vectors().dimension();
    queries = workload.queries().toArray();
    queryCount = workload.queries().rows();
    this.k = k;
    this.batch = batch;
    this.search = search;
    this.close = close;
    noteRecall(workload);
  }

  /**
   * Builds the engine over the data and measures its recall.
   *
   * @param benchmark who asks, for the list of failures
   * @param backend the engine's name
   * @param data see {@link Workload}
   * @param tuning see {@link Tuning#parse}
   * @param k answers a query
   * @param batch queries a search
   * @return the fixture
   */
  static SearchFixture open(
      String benchmark, String backend, String data, String tuning, int k, int batch) {
    return Failures.noting(
        benchmark + " " + backend + " " + data + " k=" + k,
        () -> {
          VectorSearchBackend engine = Backends.available(backend);
          Workload workload = workload(data, k);
          engine.build(workload.vectors(), METRIC, Tuning.parse(tuning));
          return new SearchFixture(workload, k, batch, engine::search, engine::close);
        });
  }

  /**
   * Builds the engine over the data, a part of it on each device, and measures its recall.
   *
   * @param benchmark who asks, for the list of failures
   * @param backend the engine's name
   * @param devices how many devices
   * @param data see {@link Workload}
   * @param tuning see {@link Tuning#parse}
   * @param k answers a query
   * @param batch queries a search
   * @return the fixture
   */
  static SearchFixture sharded(
      String benchmark, String backend, int devices, String data, String tuning, int k, int batch) {
    return Failures.noting(
        benchmark + " " + backend + " devices=" + devices + " " + data,
        () -> {
          Backends.available(backend);
          Workload workload = workload(data, k);
          ShardedSearch shards =
              new ShardedSearch(backend, devices, workload.vectors(), METRIC, Tuning.parse(tuning));
          return new SearchFixture(workload, k, batch, shards::search, shards::close);
        });
  }

  private static Workload workload(String data, int k) {
    Workload workload = Workload.open(data, QUERIES);
    if (k > workload.vectors().rows()) {
      throw new BackendException(
          "k=%s: the data set has only %s rows".formatted(k, workload.vectors().rows()));
    }
    return workload;
  }

  /**
   * One search, for the next queries in turn.
   *
   * @param caller the calling thread's own state
   * @return the row numbers found, nearest first, {@code k} a query
   */
  int[] search(Caller caller) {
    caller.prepare(queries, queryCount, dimension, batch, k);
    search.run(caller.query, batch, k, caller.ids, caller.distances);
    return caller.ids;
  }

  private void noteRecall(Workload workload) {
    int rows = workload.vectors().rows();
    // Enough answers for three digits of recall; no minutes of waiting for the largest sets.
    int enough = rows > LARGE_ROWS ? 100 : Math.clamp(20_000 / k, 100, QUERIES);
    int count = Math.min(queryCount, Math.max(batch, enough));
    Facts.clear();
    double recall = workload.truth(METRIC, Math.max(k, 100)).recall(search, count, batch, k);
    Facts.note("recall@" + k, recall, "fraction");
    Facts.note("rows", rows, "rows");
  }

  @Override
  public void close() {
    close.run();
  }
}

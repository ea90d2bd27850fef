package io.hybridperf.jmh.bench;

import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.backend.Backends;
import io.hybridperf.jmh.backend.Metric;
import io.hybridperf.jmh.backend.ShardedSearch;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.data.VectorSet;
import io.hybridperf.jmh.workload.GroundTruth;
import io.hybridperf.jmh.workload.Workload;
import org.jspecify.annotations.Nullable;

/**
 * An engine with a data set in it, ready to be searched, its recall measured before any time is. An
 * engine that is not available ends the setup with its reason.
 */
public final class SearchFixture implements AutoCloseable {
  private static final int QUERIES = 1_000;
  private static final Metric METRIC = Metric.COSINE;

  private final String benchmark;
  private final VectorSet vectors;
  private final float[] queries;
  private final int queryCount;
  private final int k;
  private final int batch;
  private final @Nullable VectorSearchBackend backend;
  private final @Nullable ShardedSearch shards;

  private SearchFixture(
      String benchmark,
      Workload workload,
      int k,
      int batch,
      @Nullable VectorSearchBackend backend,
      @Nullable ShardedSearch shards) {
    this.benchmark = benchmark;
    this.vectors = workload.vectors();
    this.queries = workload.queries().toArray();
    this.queryCount = workload.queries().rows();
    this.k = k;
    this.batch = batch;
    this.backend = backend;
    this.shards = shards;
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
  public static SearchFixture open(
      String benchmark, String backend, String data, String tuning, int k, int batch) {
    return Failures.noting(
        benchmark + " " + backend + " " + data + " k=" + k,
        () -> {
          VectorSearchBackend engine = Backends.available(backend);
          Workload workload = Workload.open(data, QUERIES);
          requireTruth(workload, k);
          engine.build(workload.vectors(), METRIC, Tuning.parse(tuning));
          return new SearchFixture(benchmark, workload, k, batch, engine, null)
              .noteRecall(workload);
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
  public static SearchFixture sharded(
      String benchmark, String backend, int devices, String data, String tuning, int k, int batch) {
    return Failures.noting(
        benchmark + " " + backend + " devices=" + devices + " " + data,
        () -> {
          Backends.available(backend);
          Workload workload = Workload.open(data, QUERIES);
          requireTruth(workload, k);
          ShardedSearch sharded =
              new ShardedSearch(backend, devices, workload.vectors(), METRIC, Tuning.parse(tuning));
          return new SearchFixture(benchmark, workload, k, batch, null, sharded)
              .noteRecall(workload);
        });
  }

  private static void requireTruth(Workload workload, int k) {
    if (k > workload.vectors().rows()) {
      throw new BackendException(
          "k=%d: the data set has only %d rows".formatted(k, workload.vectors().rows()));
    }
  }

  /**
   * One search, for the next queries in turn.
   *
   * @param caller the calling thread's own state
   * @return the row numbers found, nearest first, {@code k} a query
   */
  public int[] search(Caller caller) {
    caller.prepare(queries, queryCount, vectors.dimension(), batch, k);
    search(caller.query, batch, caller.ids, caller.distances);
    return caller.ids;
  }

  private void search(float[] asked, int count, int[] ids, float[] distances) {
    if (shards != null) {
      shards.search(asked, count, k, ids, distances);
    } else if (backend != null) {
      backend.search(asked, count, k, ids, distances);
    }
  }

  private SearchFixture noteRecall(Workload workload) {
    Facts.clear();
    GroundTruth truth = workload.truth(METRIC, Math.max(k, 100));
    Caller caller = new Caller(0);
    int right = 0;
    int searched = 0;
    // Measured in the batches that are timed: some engines answer differently in larger ones.
    int count = Math.min(queryCount, Math.max(batch, recallQueries()));
    while (searched + batch <= count || searched == 0) {
      int first = searched % queryCount;
      search(caller);
      for (int i = 0; i < batch; i++) {
        right += truth.right((first + i) % queryCount, caller.ids, i * k, k);
      }
      searched += batch;
    }
    Facts.note("recall@" + k, (double) right / ((long) searched * k), "fraction");
    Facts.note("rows", vectors.rows(), "rows");
    return this;
  }

  /** Enough answers for three digits of recall; no minutes of waiting for the largest sets. */
  private int recallQueries() {
    return vectors.rows() > 2_000_000 ? 100 : Math.clamp(20_000 / k, 100, QUERIES);
  }

  /**
   * What is searched.
   *
   * @return the rows
   */
  public VectorSet vectors() {
    return vectors;
  }

  @Override
  public void close() {
    if (backend != null) {
      backend.close();
    }
    if (shards != null) {
      shards.close();
    }
  }

  @Override
  public String toString() {
    return benchmark + " over " + vectors.label();
  }
}

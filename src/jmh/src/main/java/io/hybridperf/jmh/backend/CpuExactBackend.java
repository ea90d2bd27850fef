package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.VectorSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Exact search on the processor: every query against every row, by the Vector API. Rows are read
 * straight from the data set (mapped files too) in blocks that stay in the cache while all queries
 * of the batch pass over them; each thread has a range of the rows, and their answers are merged.
 *
 * <p>The four rows of a tile lie a quarter of a block apart, so that a thread reads memory as four
 * long streams: a processor's prefetcher follows those, and loses its way where each row is a
 * stream of its own that ends after a few hundred bytes. Blocks that are passed over once are long
 * for the same reason.
 */
public final class CpuExactBackend implements VectorSearchBackend {
  private static final String THREADS = "threads";
  private static final int CACHED_BLOCK_BYTES = 256 << 10;
  private static final int STREAMED_BLOCK_BYTES = 16 << 20;
  private static final int MOST_BLOCK_ROWS = 1 << 14;

  private @Nullable VectorSet vectors;
  private DistanceMetric metric = DistanceMetric.COSINE;
  private Tile tile = new DotTile();
  private float[] inverseNorms = {};
  private int threads;
  private @Nullable ExecutorService pool;

  /** For the service loader. */
  public CpuExactBackend() {}

  @Override
  public String name() {
    return "cpu-exact";
  }

  @Override
  public boolean exact() {
    return true;
  }

  @Override
  public String version() {
    return "exact search, Vector API, " + Tile.LANES * 32 + " bit";
  }

  @Override
  public Availability probe() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? Availability.ok()
        : Availability.no("start java with --add-modules=jdk.incubator.vector");
  }

  @Override
  public int devices() {
    return Runtime.getRuntime().availableProcessors();
  }

  @Override
  public Set<String> settings() {
    return Set.of(THREADS);
  }

  @Override
  public void build(VectorSet rows, DistanceMetric distance, Tuning tuning) {
    close();
    Inputs.checkRows(rows);
    vectors = rows;
    metric = distance;
    tile = distance == DistanceMetric.L2 ? new SquaredTile() : new DotTile();
    inverseNorms = distance == DistanceMetric.COSINE ? inverseNorms(rows) : new float[0];
    tune(new Tuning(Map.of(THREADS, String.valueOf(devices()))).with(tuning));
  }

  @Override
  public void tune(Tuning tuning) {
    tuning.requireOnly(name(), settings());
    int wanted = tuning.positive(THREADS, threads);
    if (wanted != threads) {
      stopPool();
      threads = wanted;
      // The caller is one of the threads.
      pool =
          wanted == 1
              ? null
              : Executors.newFixedThreadPool(
                  wanted - 1, Thread.ofPlatform().daemon().name("cpu-exact-", 0).factory());
    }
  }

  @Override
  public void search(float[] queries, int batch, int k, int[] ids, float[] distances) {
    VectorSet rows = vectors;
    if (rows == null) {
      throw new BackendException("cpu-exact: search before build");
    }
    Inputs.checkSearch(queries, batch, rows.dimension(), k, ids, distances);
    float[] scales = queryScales(queries, batch, rows.dimension());
    int parts = Math.clamp(rows.rows() / 1024, 1, threads);
    TopK[] best = parts == 1 ? scan(rows, 0, rows.rows(), queries, scales, batch, k) : null;
    if (best == null) {
      best = scanInParts(rows, parts, queries, scales, batch, k);
    }
    for (int q = 0; q < batch; q++) {
      best[q].drain(ids, distances, q * k, k);
    }
  }

  private TopK[] scanInParts(
      VectorSet rows, int parts, float[] queries, float[] scales, int batch, int k) {
    ExecutorService others = Objects.requireNonNull(pool);
    List<Future<TopK[]>> pending = new ArrayList<>();
    for (int part = 1; part < parts; part++) {
      int from = from(rows, part, parts);
      int to = from(rows, part + 1, parts);
      pending.add(others.submit(() -> scan(rows, from, to, queries, scales, batch, k)));
    }
    TopK[] best = scan(rows, 0, from(rows, 1, parts), queries, scales, batch, k);
    for (Future<TopK[]> part : pending) {
      try {
        TopK[] more = part.get();
        for (int q = 0; q < batch; q++) {
          best[q].offerAll(more[q]);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendException("cpu-exact: interrupted", e);
      } catch (ExecutionException e) {
        throw new BackendException("cpu-exact: " + e.getCause(), e);
      }
    }
    return best;
  }

  private static int from(VectorSet rows, int part, int parts) {
    return (int) ((long) rows.rows() * part / parts);
  }

  private TopK[] scan(
      VectorSet rows, int from, int to, float[] queries, float[] scales, int batch, int k) {
    TopK[] best = new TopK[batch];
    for (int q = 0; q < batch; q++) {
      best[q] = new TopK(Math.min(k, Math.max(1, rows.rows())));
    }
    int dimension = rows.dimension();
    int bytes = batch <= Tile.QUERIES ? STREAMED_BLOCK_BYTES : CACHED_BLOCK_BYTES;
    int most = Math.clamp(bytes / (4 * dimension), Tile.ROWS, MOST_BLOCK_ROWS);
    int block = most / Tile.ROWS * Tile.ROWS;
    float[] sums =
        new float[Math.min(batch, Tile.QUERIES) * Math.min(block, to - from + Tile.ROWS)];
    for (int start = from; start < to; start += block) {
      Block tiles = new Block(rows, start, Math.min(block, to - start));
      int q = 0;
      for (; q + Tile.QUERIES <= batch; q += Tile.QUERIES) {
        tiles.two(tile, queries, q * dimension, sums);
        for (int j = 0; j < Tile.QUERIES; j++) {
          offer(best[q + j], sums, Tile.ROWS * j, Tile.ROWS * Tile.QUERIES, tiles, scales[q + j]);
        }
      }
      for (; q < batch; q++) {
        tiles.one(tile, queries, q * dimension, sums);
        offer(best[q], sums, 0, Tile.ROWS, tiles, scales[q]);
      }
    }
    return best;
  }

  /** Rows one after another, read as four streams of a quarter each. */
  private record Block(VectorSet rows, int start, int count) {
    int quarter() {
      return (count + Tile.ROWS - 1) / Tile.ROWS;
    }

    void one(Tile tile, float[] queries, int q, float[] sums) {
      MemorySegment segment = rows.segment();
      int dimension = rows.dimension();
      int quarter = quarter();
      for (int i = 0; i < quarter; i++) {
        tile.one(
            segment,
            offset(i),
            offset(i + quarter),
            offset(i + 2 * quarter),
            offset(i + 3 * quarter),
            queries,
            q,
            dimension,
            sums,
            Tile.ROWS * i);
      }
    }

    void two(Tile tile, float[] queries, int q, float[] sums) {
      MemorySegment segment = rows.segment();
      int dimension = rows.dimension();
      int quarter = quarter();
      for (int i = 0; i < quarter; i++) {
        tile.two(
            segment,
            offset(i),
            offset(i + quarter),
            offset(i + 2 * quarter),
            offset(i + 3 * quarter),
            queries,
            q,
            dimension,
            sums,
            Tile.ROWS * Tile.QUERIES * i);
      }
    }

    /** Streams that end early repeat the last row instead of having a loop of their own. */
    private long offset(int row) {
      return (start + Math.min(row, count - 1)) * 4L * rows.dimension();
    }
  }

  private void offer(TopK best, float[] sums, int first, int stride, Block block, float scale) {
    float worst = best.worst();
    int quarter = block.quarter();
    for (int stream = 0; stream < Tile.ROWS; stream++) {
      int from = stream * quarter;
      int to = Math.min(from + quarter, block.count());
      int at = first + stream;
      for (int row = block.start() + from; row < block.start() + to; row++, at += stride) {
        float sum = sums[at];
        float distance =
            switch (metric) {
              case L2 -> sum;
              case INNER_PRODUCT -> -sum;
              case COSINE -> 1f - sum * (inverseNorms[row] * scale);
            };
        // Ids only grow within a scan, so an equal distance never gets in.
        if (distance < worst) {
          best.offer(distance, row);
          worst = best.worst();
        }
      }
    }
  }

  private float[] queryScales(float[] queries, int batch, int dimension) {
    float[] scales = new float[batch];
    if (metric == DistanceMetric.COSINE) {
      for (int q = 0; q < batch; q++) {
        scales[q] = inverseNorm(queries, q * dimension, dimension);
      }
    }
    return scales;
  }

  private static float[] inverseNorms(VectorSet rows) {
    float[] norms = new float[rows.rows()];
    float[] row = new float[rows.dimension()];
    for (int i = 0; i < norms.length; i++) {
      rows.copyRow(i, row, 0);
      norms[i] = inverseNorm(row, 0, row.length);
    }
    return norms;
  }

  private static float inverseNorm(float[] values, int offset, int length) {
    double squares = 0;
    for (int i = offset; i < offset + length; i++) {
      squares += (double) values[i] * values[i];
    }
    return squares == 0 ? 0f : (float) (1 / Math.sqrt(squares));
  }

  private void stopPool() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }

  @Override
  public void close() {
    stopPool();
    threads = 0;
    vectors = null;
  }
}

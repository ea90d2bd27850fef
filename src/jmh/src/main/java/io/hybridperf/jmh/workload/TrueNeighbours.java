package io.hybridperf.jmh.workload;

import io.hybridperf.jmh.backend.CpuExactBackend;
import io.hybridperf.jmh.backend.DistanceMetric;
import io.hybridperf.jmh.backend.Tuning;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.data.DataException;
import io.hybridperf.jmh.data.MappedVectors;
import io.hybridperf.jmh.data.VectorSet;
import io.hybridperf.measurement.stats.Recall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The true nearest rows of a set of queries: found by exact search with a margin, ranked again in
 * double precision, and kept in a file named by the content of data and queries.
 */
public final class TrueNeighbours {
  // Neighbours whose order single precision may have got wrong at the edge.
  private static final int MARGIN = 32;
  private static final int BATCH = 64;

  private final VectorSet vectors;
  private final float[] queries;
  private final DistanceMetric metric;
  private final int k;
  private final double[] farthest;

  private TrueNeighbours(
      VectorSet vectors, float[] queries, DistanceMetric metric, int k, double[] farthest) {
    this.vectors = vectors;
    this.queries = queries;
    this.metric = metric;
    this.k = k;
    this.farthest = farthest;
  }

  /**
   * Computes the truth, or reads it when it was computed before.
   *
   * @param vectors the rows
   * @param contentHash of the rows
   * @param queries one after another
   * @param metric the distance
   * @param maxK how many neighbours a query are known at most
   * @param cache the folder for the file
   * @return the truth for every k up to {@code maxK}
   */
  static TrueNeighbours of(
      VectorSet vectors,
      String contentHash,
      float[] queries,
      DistanceMetric metric,
      int maxK,
      Path cache) {
    int count = queries.length / vectors.dimension();
    int k = Math.min(maxK, vectors.rows());
    Path file =
        cache.resolve(
            "truth-%s-%s-%s-k%s.f64"
                .formatted(
                    contentHash.substring(0, 16),
                    hash(queries).substring(0, 16),
                    metric.name().toLowerCase(Locale.ROOT),
                    k));
    try {
      if (Files.exists(file) && Files.size(file) == 8L * count * k) {
        double[] farthest = new double[count * k];
        ByteBuffer.wrap(Files.readAllBytes(file))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asDoubleBuffer()
            .get(farthest);
        return new TrueNeighbours(vectors, queries, metric, k, farthest);
      }
      double[] farthest = compute(vectors, queries, count, metric, k);
      ByteBuffer bytes = ByteBuffer.allocate(8 * farthest.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asDoubleBuffer().put(farthest);
      Files.createDirectories(cache);
      Path partial = Files.createTempFile(cache, "truth", ".part");
      Files.write(partial, bytes.array());
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
      return new TrueNeighbours(vectors, queries, metric, k, farthest);
    } catch (IOException e) {
      throw new DataException("cannot keep the true answers in " + file + ": " + e, e);
    }
  }

  private static double[] compute(
      VectorSet vectors, float[] queries, int count, DistanceMetric metric, int k) {
    int dimension = vectors.dimension();
    int candidates = Math.min(vectors.rows(), k + MARGIN);
    double[] distances = new double[count * k];
    try (CpuExactBackend exact = new CpuExactBackend()) {
      exact.build(vectors, metric, Tuning.none());
      int[] ids = new int[BATCH * candidates];
      float[] rough = new float[BATCH * candidates];
      float[] part = new float[BATCH * dimension];
      for (int start = 0; start < count; start += BATCH) {
        int batch = Math.min(BATCH, count - start);
        System.arraycopy(queries, start * dimension, part, 0, batch * dimension);
        exact.search(part, batch, candidates, ids, rough);
        for (int q = 0; q < batch; q++) {
          float[] query = query(queries, start + q, dimension);
          double[] exactly =
              IntStream.range(q * candidates, (q + 1) * candidates)
                  .mapToObj(i -> metric.distance(query, vectors.row(ids[i])))
                  .sorted(Comparator.naturalOrder())
                  .mapToDouble(Double::doubleValue)
                  .toArray();
          System.arraycopy(exactly, 0, distances, (start + q) * k, k);
        }
      }
    }
    return distances;
  }

  /** A search of several queries at once, as {@link VectorSearchBackend#search} says it. */
  @FunctionalInterface
  public interface Search {
    /**
     * Finds the nearest rows.
     *
     * @param queries {@code batch} vectors one after another
     * @param batch how many queries
     * @param k how many answers a query
     * @param ids receives {@code batch * k} row numbers; -1 for none
     * @param distances receives {@code batch * k} distances
     */
    void run(float[] queries, int batch, int k, int[] ids, float[] distances);
  }

  /**
   * Searches for queries in turn, and says how much of the truth is found. In batches, since some
   * engines answer differently in larger ones.
   *
   * @param search the engine
   * @param count how many queries; at least one batch is searched
   * @param batch queries a search
   * @param k answers a query
   * @return recall@k, 0..1
   */
  public double recall(Search search, int count, int batch, int k) {
    int dimension = vectors.dimension();
    int known = queries.length / dimension;
    float[] asked = new float[batch * dimension];
    int[] ids = new int[batch * k];
    float[] distances = new float[batch * k];
    long right = 0;
    long searched = 0;
    do {
      for (int i = 0; i < batch; i++) {
        int query = (int) ((searched + i) % known);
        System.arraycopy(queries, query * dimension, asked, i * dimension, dimension);
      }
      search.run(asked, batch, k, ids, distances);
      for (int i = 0; i < batch; i++) {
        right += right((int) ((searched + i) % known), ids, i * k, k);
      }
      searched += batch;
    } while (searched + batch <= count);
    return (double) right / (searched * k);
  }

  /**
   * Counts the right answers. An answer is right when its row, measured again in double precision,
   * is no farther than the true k-th, ties included as everywhere ({@link Recall#TIE_TOLERANCE});
   * the same row twice counts once.
   *
   * @param query the query's number
   * @param ids the answers; -1 for none
   * @param from where this query's answers begin
   * @param wanted how many answers were asked for, at most the k of the truth
   * @return how many of them are right, 0..wanted
   */
  int right(int query, int[] ids, int from, int wanted) {
    if (wanted > k) {
      throw new IllegalArgumentException(
          "recall@" + wanted + " needs more than the " + k + " true neighbours known");
    }
    double limit = farthest[query * k + wanted - 1] + Recall.TIE_TOLERANCE;
    float[] asked = query(queries, query, vectors.dimension());
    return (int)
        IntStream.range(from, from + wanted)
            .map(i -> ids[i])
            .filter(id -> id >= 0)
            .distinct()
            .filter(id -> metric.distance(asked, vectors.row(id)) <= limit)
            .count();
  }

  /**
   * The distance of the true k-th neighbour.
   *
   * @param query the query's number
   * @param rank from 0
   * @return the distance in double precision
   */
  double distance(int query, int rank) {
    return farthest[query * k + rank];
  }

  private static float[] query(float[] queries, int query, int dimension) {
    float[] values = new float[dimension];
    System.arraycopy(queries, query * dimension, values, 0, dimension);
    return values;
  }

  private static String hash(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(MappedVectors.sha256().digest(bytes.array()));
  }
}

package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Ground truth by looking at every film. */
public final class ExactSearch {

  /** Queries that share the work of laying films side by side, at least. */
  private static final int LEAST_TOGETHER = 64;

  /** Films that lie side by side. */
  private static final int BLOCK = 256;

  /** More than a cosine of some hundred floats can be off that is added up in floats. */
  private static final double FLOAT_ERROR = 1e-4;

  private record Scored(long id, double score) {}

  private static final Comparator<Scored> NEAREST_FIRST =
      Comparator.comparingDouble(Scored::score).reversed().thenComparingLong(Scored::id);

  private final long[] ids;
  private final float[][] vectors;
  private final double[] norms;

  /** Takes all films' vectors out of their file. */
  ExactSearch(VectorFile films) {
    this(
        IntStream.range(0, films.size()).mapToLong(films::id).toArray(),
        IntStream.range(0, films.size()).mapToObj(films::vector).toArray(float[][]::new));
  }

  /** Looks at these films; the arrays are shared. */
  ExactSearch(long[] ids, float[][] vectors, double[] norms) {
    this.ids = ids;
    this.vectors = vectors;
    this.norms = norms;
  }

  private ExactSearch(long[] ids, float[][] vectors) {
    this(ids, vectors, Arrays.stream(vectors).mapToDouble(Vectors::norm).toArray());
  }

  /** The truth of all queries, of {@link QuerySet#TRUTH_SIZE} films each. */
  public static TruthFile truth(VectorFile films, VectorFile queries, byte[] texts) {
    return new ExactSearch(films)
        .truth(
            queries,
            QuerySet.TRUTH_SIZE,
            new TruthFile.Sources(
                films.checksum(), queries.checksum(), Checksum.of(texts, texts.length)));
  }

  /**
   * The truth of all queries, on all cores.
   *
   * @param depth how many films, 1 to all
   */
  TruthFile truth(VectorFile queries, int depth, TruthFile.Sources sources) {
    return truth(queries, depth, sources, _ -> {});
  }

  /**
   * The truth of all queries, on all cores.
   *
   * @param depth how many films, 1 to all
   * @param done told now and then how many percent are done, by any thread
   */
  TruthFile truth(VectorFile queries, int depth, TruthFile.Sources sources, IntConsumer done) {
    int all = queries.size();
    long[][] nearest = new long[all][depth];
    float[][] scores = new float[all][depth];
    AtomicLong looked = new AtomicLong();
    int together = Math.max(LEAST_TOGETHER, all / (4 * Runtime.getRuntime().availableProcessors()));
    IntStream.range(0, (all + together - 1) / together)
        .parallel()
        .forEach(part -> {
          int from = part * together;
          int to = Math.min(all, from + together);
          Nearest[] each =
              IntStream.range(from, to)
                  .mapToObj(query -> new Nearest(queries.vector(query), depth))
                  .toArray(Nearest[]::new);
          screen(
              each,
              films ->
                  done.accept(
                      (int)
                          (100
                              * looked.addAndGet((long) films * each.length)
                              / ((long) all * ids.length))));
          for (int query = from; query < to; query++) {
            each[query - from].drainTo(nearest[query], scores[query]);
          }
        });
    return new TruthFile(sources, nearest, scores);
  }

  /** Fills both arrays with the nearest films. */
  void search(float[] query, long[] nearestIds, float[] scores) {
    Nearest nearest = new Nearest(query, nearestIds.length);
    for (int i = 0; i < ids.length; i++) {
      nearest.look(ids[i], vectors[i], norms[i]);
    }
    nearest.drainTo(nearestIds, scores);
  }

  /**
   * Looks closely at those films alone that may be among the nearest by a product of floats, which
   * the processor finds for many films at a time.
   *
   * @param looked told after each block how many films it had
   */
  private void screen(Nearest[] nearest, IntConsumer looked) {
    float[] columns = new float[nearest[0].query.length * BLOCK];
    double[] products = new double[BLOCK];
    for (int from = 0; from < ids.length; from += BLOCK) {
      int films = Math.min(BLOCK, ids.length - from);
      for (int i = 0; i < films; i++) {
        float[] vector = vectors[from + i];
        for (int d = 0; d < vector.length; d++) {
          columns[d * BLOCK + i] = vector[d];
        }
      }
      for (Nearest each : nearest) {
        multiply(each.query, columns, products);
        for (int i = 0; i < films; i++) {
          if (products[i] >= each.leastProduct * norms[from + i]) {
            each.look(ids[from + i], vectors[from + i], norms[from + i]);
          }
        }
      }
      looked.accept(films);
    }
  }

  /**
   * The films lie side by side, so that the inner loop becomes vector instructions: four times as
   * fast. It only does where what is written has another type than what is read, and so cannot
   * overlap with it.
   */
  private static void multiply(float[] query, float[] columns, double[] products) {
    Arrays.fill(products, 0);
    int d = 0;
    for (; d + 3 < query.length; d += 4) {
      float q0 = query[d];
      float q1 = query[d + 1];
      float q2 = query[d + 2];
      float q3 = query[d + 3];
      int at = d * BLOCK;
      for (int i = 0; i < BLOCK; i++) {
        products[i] +=
            q0 * columns[at + i]
                + q1 * columns[at + BLOCK + i]
                + q2 * columns[at + 2 * BLOCK + i]
                + q3 * columns[at + 3 * BLOCK + i];
      }
    }
    for (; d < query.length; d++) {
      for (int i = 0; i < BLOCK; i++) {
        products[i] += query[d] * columns[d * BLOCK + i];
      }
    }
  }

  /** The nearest films of a query among those it was shown. */
  private static final class Nearest {
    private final float[] query;
    private final double norm;
    private final int depth;
    private final PriorityQueue<Scored> farthestFirst =
        new PriorityQueue<>(NEAREST_FIRST.reversed());

    /**
     * A film whose product with the query is less, by its vector's norm, is none of the nearest.
     */
    private double leastProduct = Double.NEGATIVE_INFINITY;

    Nearest(float[] query, int depth) {
      this.query = query;
      this.norm = Vectors.norm(query);
      this.depth = depth;
    }

    void look(long id, float[] vector, double vectorNorm) {
      double score = Vectors.dot(query, vector) / (norm * vectorNorm);
      // Of those that are as near as the farthest kept, the id decides.
      if (farthestFirst.size() < depth || score >= farthestFirst.element().score) {
        farthestFirst.add(new Scored(id, score));
        if (farthestFirst.size() > depth) {
          farthestFirst.remove();
        }
        if (farthestFirst.size() == depth) {
          leastProduct = (farthestFirst.element().score - FLOAT_ERROR) * norm;
        }
      }
    }

    void drainTo(long[] nearestIds, float[] scores) {
      for (int i = farthestFirst.size() - 1; i >= 0; i--) {
        Scored next = farthestFirst.remove();
        nearestIds[i] = next.id;
        scores[i] = (float) next.score;
      }
    }
  }
}

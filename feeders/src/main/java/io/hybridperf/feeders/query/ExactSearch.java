package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Ground truth by looking at every film. */
public final class ExactSearch {

  /** Queries that are compared with a film one after the other. */
  private static final int TOGETHER = 16;

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
   * The truth of all queries, which takes some milliseconds each on one core.
   *
   * @param depth how many films, 1 to all
   */
  TruthFile truth(VectorFile queries, int depth, TruthFile.Sources sources) {
    return truth(queries, depth, sources, _ -> {});
  }

  /**
   * The truth of all queries: on one core some 0.2 microseconds for each query and film.
   *
   * @param depth how many films, 1 to all
   * @param done told how many queries are done, by any thread, rising
   */
  TruthFile truth(VectorFile queries, int depth, TruthFile.Sources sources, IntConsumer done) {
    long[][] nearest = new long[queries.size()][depth];
    float[][] scores = new float[queries.size()][depth];
    AtomicInteger count = new AtomicInteger();
    IntStream.range(0, (queries.size() + TOGETHER - 1) / TOGETHER)
        .parallel()
        .forEach(block -> {
          int from = block * TOGETHER;
          int to = Math.min(queries.size(), from + TOGETHER);
          float[][] vectors =
              IntStream.range(from, to).mapToObj(queries::vector).toArray(float[][]::new);
          search(
              vectors, Arrays.copyOfRange(nearest, from, to), Arrays.copyOfRange(scores, from, to));
          done.accept(count.addAndGet(to - from));
        });
    return new TruthFile(sources, nearest, scores);
  }

  /** Fills both arrays with the nearest films. */
  void search(float[] query, long[] nearestIds, float[] scores) {
    search(new float[][] {query}, new long[][] {nearestIds}, new float[][] {scores});
  }

  /** Looks at each film once for several queries: it comes from memory, they from the cache. */
  private void search(float[][] queries, long[][] nearestIds, float[][] scores) {
    Nearest[] nearest = new Nearest[queries.length];
    for (int q = 0; q < nearest.length; q++) {
      nearest[q] = new Nearest(queries[q], nearestIds[q].length);
    }
    for (int i = 0; i < ids.length; i++) {
      for (Nearest each : nearest) {
        each.look(ids[i], vectors[i], norms[i]);
      }
    }
    for (int q = 0; q < nearest.length; q++) {
      nearest[q].drainTo(nearestIds[q], scores[q]);
    }
  }

  /** The nearest films of a query among those it was shown. */
  private static final class Nearest {
    private final float[] query;
    private final double norm;
    private final int depth;
    private final PriorityQueue<Scored> farthestFirst =
        new PriorityQueue<>(NEAREST_FIRST.reversed());

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

package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/** Ground truth by looking at every film. */
public final class ExactSearch {

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
    long[][] nearest = new long[queries.size()][depth];
    float[][] scores = new float[queries.size()][depth];
    IntStream.range(0, queries.size())
        .parallel()
        .forEach(query -> search(queries.vector(query), nearest[query], scores[query]));
    return new TruthFile(sources, nearest, scores);
  }

  /** Fills both arrays with the nearest films. */
  void search(float[] query, long[] nearestIds, float[] scores) {
    double queryNorm = Vectors.norm(query);
    PriorityQueue<Scored> nearest = new PriorityQueue<>(NEAREST_FIRST.reversed());
    for (int i = 0; i < ids.length; i++) {
      double score = Vectors.dot(query, vectors[i]) / (queryNorm * norms[i]);
      // Of those that are as near as the farthest kept, the id decides.
      if (nearest.size() < nearestIds.length || score >= nearest.element().score) {
        nearest.add(new Scored(ids[i], score));
        if (nearest.size() > nearestIds.length) {
          nearest.remove();
        }
      }
    }
    for (int i = nearest.size() - 1; i >= 0; i--) {
      Scored next = nearest.remove();
      nearestIds[i] = next.id;
      scores[i] = (float) next.score;
    }
  }
}

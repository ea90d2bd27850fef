package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import java.util.Comparator;
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
    ids = IntStream.range(0, films.size()).mapToLong(films::id).toArray();
    vectors = IntStream.range(0, films.size()).mapToObj(films::vector).toArray(float[][]::new);
    norms = IntStream.range(0, films.size()).mapToDouble(i -> Vectors.norm(vectors[i])).toArray();
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
    Scored[] nearest =
        IntStream.range(0, ids.length)
            .mapToObj(
                i -> new Scored(ids[i], Vectors.dot(query, vectors[i]) / (queryNorm * norms[i])))
            .sorted(NEAREST_FIRST)
            .limit(nearestIds.length)
            .toArray(Scored[]::new);
    for (int i = 0; i < nearest.length; i++) {
      nearestIds[i] = nearest[i].id;
      scores[i] = (float) nearest[i].score;
    }
  }
}

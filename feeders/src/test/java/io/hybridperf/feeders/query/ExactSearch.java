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

  private ExactSearch() {}

  public static TruthFile truth(VectorFile films, VectorFile queries, byte[] texts) {
    int k = QuerySet.TRUTH_SIZE;
    long[][] ids = new long[queries.size()][k];
    float[][] scores = new float[queries.size()][k];
    IntStream.range(0, queries.size())
        .parallel()
        .forEach(query -> search(films, queries.vector(query), ids[query], scores[query]));
    TruthFile.Sources sources =
        new TruthFile.Sources(
            films.checksum(), queries.checksum(), Checksum.of(texts, texts.length));
    return new TruthFile(sources, ids, scores);
  }

  /** Fills both arrays with the nearest films. */
  static void search(VectorFile films, float[] query, long[] ids, float[] scores) {
    double queryNorm = Vectors.norm(query);
    Scored[] nearest =
        IntStream.range(0, films.size())
            .mapToObj(i -> new Scored(films.id(i), cosine(query, queryNorm, films.vector(i))))
            .sorted(NEAREST_FIRST)
            .limit(ids.length)
            .toArray(Scored[]::new);
    for (int i = 0; i < nearest.length; i++) {
      ids[i] = nearest[i].id;
      scores[i] = (float) nearest[i].score;
    }
  }

  private static double cosine(float[] query, double queryNorm, float[] film) {
    return Vectors.dot(query, film) / (queryNorm * Vectors.norm(film));
  }
}

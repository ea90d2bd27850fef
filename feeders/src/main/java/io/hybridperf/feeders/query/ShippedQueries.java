package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.FeederDataException;
import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The shipped files about queries, which belong together.
 *
 * @param films the real films' vectors
 * @param vectors the queries' vectors
 * @param texts the queries, in the same order
 * @param truth the nearest of these films
 */
record ShippedQueries(
    VectorFile films, VectorFile vectors, List<QueryText> texts, TruthFile truth) {

  /**
   * Reads them.
   *
   * @throws FeederDataException if a file is missing, damaged, or made from other vectors
   */
  static ShippedQueries read() {
    VectorFile films = VectorFile.read(ShippedFile.EMBEDDINGS, MovieLens.DIMENSION);
    VectorFile vectors = VectorFile.read(ShippedFile.QUERY_EMBEDDINGS, MovieLens.DIMENSION);
    byte[] tsv = ShippedFile.QUERIES.bytes();
    List<QueryText> texts =
        QueryText.decode(ShippedFile.QUERIES, new String(tsv, StandardCharsets.UTF_8));
    TruthFile truth = TruthFile.decode(ShippedFile.QUERY_TRUTH, ShippedFile.QUERY_TRUTH.bytes());
    int textChecksum = Checksum.of(tsv, tsv.length);
    if (!truth
        .sources()
        .equals(new TruthFile.Sources(films.checksum(), vectors.checksum(), textChecksum))) {
      throw ShippedFile.QUERY_TRUTH.damaged(
          "it was made from other versions of "
              + ShippedFile.EMBEDDINGS.name()
              + ", "
              + ShippedFile.QUERY_EMBEDDINGS.name()
              + " or "
              + ShippedFile.QUERIES.name());
    }
    return new ShippedQueries(films, vectors, texts, truth);
  }

  /** {@return the queries with answers} */
  List<Query> queries(TruthFile answers) {
    return IntStream.range(0, texts.size())
        .mapToObj(i ->
            new Query(
                i,
                texts.get(i).kind(),
                texts.get(i).text(),
                vectors.vector(i),
                answers.ids()[i],
                answers.scores()[i]))
        .toList();
  }
}

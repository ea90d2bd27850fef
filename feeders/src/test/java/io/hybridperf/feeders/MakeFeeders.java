package io.hybridperf.feeders;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.FilmReader;
import io.hybridperf.feeders.movielens.FilmText;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.ExactSearch;
import io.hybridperf.feeders.query.QueryText;
import io.hybridperf.feeders.query.QueryTexts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes embeddings.f16, queries.tsv, query-embeddings.f16 and query-truth.bin from MovieLens'
 * files: {@code mvn -pl feeders -Pmake-feeders process-test-classes}.
 */
final class MakeFeeders {

  private static final int BATCH = 500;

  private final EmbeddingModel model = new AllMiniLmL6V2EmbeddingModel();
  private final Path folder;

  private MakeFeeders(Path folder) {
    this.folder = folder;
  }

  /** Expects one argument, the folder to write to. */
  public static void main(String[] args) throws IOException {
    new MakeFeeders(Path.of(args[0])).run();
    // The model's thread pool would keep the process for a minute more.
    System.exit(0);
  }

  private void run() throws IOException {
    List<Film> films = new FilmReader().films(i -> new float[0]);
    long[] ids = films.stream().mapToLong(Film::id).toArray();
    VectorFile filmVectors =
        embed(ShippedFile.EMBEDDINGS, ids, films.stream().map(FilmText::of).toList());

    List<QueryText> texts = QueryTexts.choose(films);
    byte[] tsv = QueryText.encode(texts).getBytes(StandardCharsets.UTF_8);
    write(ShippedFile.QUERIES, tsv);
    long[] indices = new long[texts.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    VectorFile queryVectors =
        embed(ShippedFile.QUERY_EMBEDDINGS, indices, texts.stream().map(QueryText::text).toList());

    write(ShippedFile.QUERY_TRUTH, ExactSearch.truth(filmVectors, queryVectors, tsv).encode());
  }

  /**
   * Gives back what a reader of the file will see, which is what the truth must be computed from.
   */
  private VectorFile embed(ShippedFile file, long[] ids, List<String> texts) throws IOException {
    float[][] vectors = new float[texts.size()][];
    for (int from = 0; from < vectors.length; from += BATCH) {
      int to = Math.min(from + BATCH, vectors.length);
      var embeddings =
          model
              .embedAll(texts.subList(from, to).stream().map(TextSegment::from).toList())
              .content();
      for (int i = from; i < to; i++) {
        vectors[i] = embeddings.get(i - from).vector();
        Vectors.normalise(vectors[i]);
      }
      System.out.println(file.name() + ": " + to + " of " + vectors.length + " texts embedded");
    }
    byte[] bytes = VectorFile.encode(ids, vectors);
    write(file, bytes);
    return VectorFile.decode(file, bytes, MovieLens.DIMENSION);
  }

  private void write(ShippedFile file, byte[] bytes) throws IOException {
    Files.write(folder.resolve(file.name()), bytes);
    System.out.println(file.name() + ": " + bytes.length + " bytes");
  }
}

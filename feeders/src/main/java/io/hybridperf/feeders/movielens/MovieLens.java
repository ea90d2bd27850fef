package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.FeederDataException;
import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import java.util.List;

/**
 * The data set shipped with the suite: MovieLens ml-latest-small with embeddings of
 * all-MiniLM-L6-v2.
 */
public final class MovieLens {

  /** What people see as the data set's name. */
  public static final String NAME = "MovieLens ml-latest-small";

  /** How many films it has. */
  public static final int FILMS = 9_742;

  /** Length of the embeddings of all-MiniLM-L6-v2. */
  public static final int DIMENSION = 384;

  private MovieLens() {}

  /**
   * Reads films, ratings, tags and embeddings. Edges and policies are computed when first asked
   * for.
   *
   * @throws FeederDataException if a file is missing or damaged
   */
  public static Dataset load() {
    FilmReader reader = new FilmReader();
    VectorFile vectors = VectorFile.read(ShippedFile.EMBEDDINGS, DIMENSION);
    if (vectors.size() != reader.size()) {
      throw ShippedFile.EMBEDDINGS.damaged(
          "it has " + vectors.size() + " vectors for " + reader.size() + " films");
    }
    for (int i = 0; i < reader.size(); i++) {
      if (vectors.id(i) != reader.id(i)) {
        throw ShippedFile.EMBEDDINGS.damaged(
            "vector " + i + " is of film " + vectors.id(i) + ", not " + reader.id(i));
      }
    }
    List<Film> films = reader.films(vectors::vector);
    return new Dataset(DIMENSION, films, reader.ratings());
  }
}

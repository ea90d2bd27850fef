package io.hybridperf.feeders;

/**
 * The data set shipped with the suite: MovieLens ml-latest-small with embeddings of
 * all-MiniLM-L6-v2.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class MovieLens {

  /** What people see as the data set's name. */
  public static final String NAME = "MovieLens ml-latest-small";

  private MovieLens() {}

  /**
   * Reads films, ratings, tags and embeddings. Edges and policies are computed when first asked
   * for.
   *
   * @throws FeederDataException if a file is missing or damaged
   */
  public static Dataset load() {
    throw new UnsupportedOperationException("being written");
  }
}

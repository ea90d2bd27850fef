package io.hybridperf.coordinator.store;

/** The fields of a content that both the vector store and the graph store hold, by name. */
public final class ContentFields {

  /** A 32-bit float vector of the collection's dimension. */
  public static final String EMBEDDING = "embedding";

  /** Text: the first genre, or empty. */
  public static final String GENRE = "genre";

  /** Text: the first mood, or empty. */
  public static final String MOOD = "mood";

  /** A double, 0..1. */
  public static final String POPULARITY = "popularity";

  /** A whole number: a year, or 0 if unknown. */
  public static final String RELEASE_YEAR = "release_year";

  private ContentFields() {}
}

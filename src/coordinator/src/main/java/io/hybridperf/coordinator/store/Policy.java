package io.hybridperf.coordinator.store;

import java.util.Map;
import java.util.Set;

/**
 * What a user prefers and refuses.
 *
 * @param genres preference by genre, usually in (-1, 1]
 * @param themes preference by theme, usually in (-1, 1]
 * @param excludedGenres content of any of these is dropped
 * @param minReleaseYear content before this year is dropped; content of unknown year (0) is not
 * @param maxReleaseYear content after this year is dropped
 * @param minPopularity less popular content is dropped
 */
public record Policy(
    Map<String, Double> genres,
    Map<String, Double> themes,
    Set<String> excludedGenres,
    int minReleaseYear,
    int maxReleaseYear,
    double minPopularity) {

  /** Prefers nothing and refuses nothing. */
  public static final Policy NEUTRAL =
      new Policy(
          Map.of(),
          Map.of(),
          Set.of(),
          Integer.MIN_VALUE,
          Integer.MAX_VALUE,
          Double.NEGATIVE_INFINITY);

  private static final int UNKNOWN_YEAR = 0;

  // A hash map entry, a String and a Double around each name.
  private static final int BYTES_PER_RULE = 128;
  private static final int FIXED_BYTES = 300;

  /** Copies its arguments. */
  public Policy {
    genres = Map.copyOf(genres);
    themes = Map.copyOf(themes);
    excludedGenres = Set.copyOf(excludedGenres);
  }

  /** Whether the constraints on year and popularity leave this content; an unknown year passes. */
  public boolean allowsScalarsOf(Candidate candidate) {
    int year = candidate.releaseYear();
    return (year == UNKNOWN_YEAR || (year >= minReleaseYear && year <= maxReleaseYear))
        && candidate.popularity() >= minPopularity;
  }

  /** Whether a constraint needs popularity or release year. */
  public boolean constrainsScalars() {
    return minReleaseYear != Integer.MIN_VALUE
        || maxReleaseYear != Integer.MAX_VALUE
        || minPopularity != Double.NEGATIVE_INFINITY;
  }

  /** An estimate of the heap this takes. */
  public int estimatedBytes() {
    int characters = 0;
    for (String name : genres.keySet()) {
      characters += name.length();
    }
    for (String name : themes.keySet()) {
      characters += name.length();
    }
    for (String name : excludedGenres) {
      characters += name.length();
    }
    int rules = genres.size() + themes.size() + excludedGenres.size();
    return FIXED_BYTES + rules * BYTES_PER_RULE + 2 * characters;
  }
}

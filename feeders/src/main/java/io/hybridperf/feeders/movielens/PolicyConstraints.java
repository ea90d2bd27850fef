package io.hybridperf.feeders.movielens;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a user is never shown.
 *
 * @param excludedGenres genres the user rates consistently low, sorted
 * @param minReleaseYear the earliest year shown, or 0 for no limit
 */
public record PolicyConstraints(List<String> excludedGenres, int minReleaseYear) {

  /** One rule per excluded genre, and one for the year. */
  public int ruleCount() {
    return excludedGenres.size() + (minReleaseYear == 0 ? 0 : 1);
  }

  /**
   * The column {@code constraints}, ready for any JSON mapper; keys without a value are left out.
   */
  public Map<String, Object> column() {
    Map<String, Object> column = new LinkedHashMap<>();
    if (!excludedGenres.isEmpty()) {
      column.put("excluded_genres", excludedGenres);
    }
    if (minReleaseYear != 0) {
      column.put("min_release_year", minReleaseYear);
    }
    return column;
  }
}

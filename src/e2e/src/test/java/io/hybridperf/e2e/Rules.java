package io.hybridperf.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.feeders.movielens.PolicyConstraints;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A policy as the oracle applies it, and as the policy store's two columns hold it.
 *
 * @param genres preference by genre
 * @param themes preference by theme
 * @param excludedGenres content of any of these is never shown
 * @param minReleaseYear content from before is never shown
 * @param maxReleaseYear content from after is never shown
 * @param minPopularity less popular content is never shown
 */
record Rules(
    Map<String, Double> genres,
    Map<String, Double> themes,
    List<String> excludedGenres,
    OptionalInt minReleaseYear,
    OptionalInt maxReleaseYear,
    OptionalDouble minPopularity) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Prefers nothing and allows everything. */
  static final Rules NONE = preferring(Map.of(), Map.of());

  /** Whose rules they are. */
  record Key(String tenant, String user, String context) {}

  static Rules preferring(Map<String, Double> genres, Map<String, Double> themes) {
    return new Rules(
        genres,
        themes,
        List.of(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty());
  }

  static Rules of(UserPolicy policy) {
    PolicyConstraints constraints = policy.constraints();
    return preferring(policy.genrePreferences(), policy.themePreferences())
        .excluding(constraints.excludedGenres())
        .years(
            constraints.minReleaseYear() == 0
                ? OptionalInt.empty()
                : OptionalInt.of(constraints.minReleaseYear()),
            OptionalInt.empty());
  }

  Rules excluding(List<String> names) {
    return new Rules(genres, themes, names, minReleaseYear, maxReleaseYear, minPopularity);
  }

  Rules years(OptionalInt min, OptionalInt max) {
    return new Rules(genres, themes, excludedGenres, min, max, minPopularity);
  }

  Rules popularFrom(double min) {
    return new Rules(
        genres, themes, excludedGenres, minReleaseYear, maxReleaseYear, OptionalDouble.of(min));
  }

  /** The score of content with these names, from the score it has without any policy. */
  double score(double score, Facts facts) {
    double product = score;
    for (String genre : facts.genres()) {
      product *= 1 + genres.getOrDefault(genre, 0.0);
    }
    for (String theme : facts.themes()) {
      product *= 1 + 0.5 * themes.getOrDefault(theme, 0.0);
    }
    return product;
  }

  /** Whether the constraints leave this content; an unknown year passes. */
  boolean allow(Facts facts) {
    int year = facts.releaseYear();
    return excludedGenres.stream().noneMatch(facts.genres()::contains)
        && (year == 0
            || (year >= minReleaseYear.orElse(year) && year <= maxReleaseYear.orElse(year)))
        && facts.popularity() >= minPopularity.orElse(0);
  }

  /** The properties of the policy's node in the graph store. */
  Map<String, Object> node(Key key) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("tenant_id", key.tenant());
    node.put("user_id", key.user());
    node.put("context", key.context());
    List<String> genreNames = List.copyOf(genres.keySet());
    List<String> themeNames = List.copyOf(themes.keySet());
    node.put("genres", genreNames);
    node.put("genre_weights", genreNames.stream().map(genres::get).toList());
    node.put("themes", themeNames);
    node.put("theme_weights", themeNames.stream().map(themes::get).toList());
    node.put("excluded_genres", excludedGenres);
    minReleaseYear.ifPresent(year -> node.put("min_release_year", year));
    maxReleaseYear.ifPresent(year -> node.put("max_release_year", year));
    minPopularity.ifPresent(popularity -> node.put("min_popularity", popularity));
    return node;
  }

  String preferencesColumn() throws JsonProcessingException {
    return JSON.writeValueAsString(Map.of("genres", genres, "themes", themes));
  }

  String constraintsColumn() throws JsonProcessingException {
    Map<String, Object> column = new LinkedHashMap<>();
    column.put("excluded_genres", excludedGenres);
    minReleaseYear.ifPresent(year -> column.put("min_release_year", year));
    maxReleaseYear.ifPresent(year -> column.put("max_release_year", year));
    minPopularity.ifPresent(popularity -> column.put("min_popularity", popularity));
    return JSON.writeValueAsString(column);
  }
}

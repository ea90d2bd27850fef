package io.hybridperf.feeders.movielens;

import java.util.Map;

/**
 * One row of the policy store. A rule is one preference or one constraint.
 *
 * <p>User ids count from 1 within each tenant, so that "user-1" is somebody else in every tenant: a
 * policy that leaks from one tenant to another changes answers instead of going unnoticed.
 *
 * @param user whose policy it is
 * @param context the policy context, always "default"
 * @param movieLensUserId the MovieLens user whose ratings it was computed from
 * @param repeated whether that user already has a policy in an earlier tenant; the ratings are
 *     real, the user is a copy
 * @param genrePreferences preference by genre, each in (-1, 1), strongest first
 * @param themePreferences preference by theme, each in (-1, 1), strongest first
 * @param constraints what is never shown
 */
public record UserPolicy(
    User user,
    String context,
    int movieLensUserId,
    boolean repeated,
    Map<String, Double> genrePreferences,
    Map<String, Double> themePreferences,
    PolicyConstraints constraints) {

  /** How many rules the policy has. */
  public int ruleCount() {
    return genrePreferences.size() + themePreferences.size() + constraints.ruleCount();
  }

  /**
   * The column {@code preferences}, ready for any JSON mapper: {@code {"genres": {..}, "themes":
   * {..}}}.
   */
  public Map<String, Map<String, Double>> preferencesColumn() {
    return Map.of("genres", genrePreferences, "themes", themePreferences);
  }
}

package io.hybridperf.suite.answers;

import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.movielens.UserPolicy;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.measurement.stats.Recall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The exact answers to what users ask: the nearest films as the user's policy re-ranks them, by the
 * formula in coordinator.proto.
 */
final class PersonalTruth {
  private static final double THEME_WEIGHT = 0.5;
  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::score).reversed().thenComparingLong(Ranked::id);

  private record Ranked(long id, double score) {}

  private final Dataset data;
  private final QuerySet vectors;
  private final Map<User, UserPolicy> policies = new HashMap<>();

  /**
   * @param data the films
   * @param policies of all who ask
   * @param vectors the true scores
   */
  PersonalTruth(Dataset data, List<UserPolicy> policies, QuerySet vectors) {
    this.data = data;
    this.vectors = vectors;
    policies.forEach(policy -> this.policies.put(policy.user(), policy));
  }

  /**
   * {@return the recall among the first k of what a user was answered}
   *
   * @param query what was asked
   * @param user who asked, and has a policy
   * @param k how many were asked for
   * @param returnedIds the answer, best first
   */
  double recall(Query query, User user, int k, long[] returnedIds) {
    UserPolicy policy = policy(user);
    List<Ranked> best = new ArrayList<>();
    int candidates = Math.min(PlanRules.hybridCandidates(k), query.trueIds().length);
    for (int n = 0; n < candidates; n++) {
      long id = query.trueIds()[n];
      double score = score(policy, id, query.trueScores()[n]);
      if (!Double.isNaN(score)) {
        best.add(new Ranked(id, score));
      }
    }
    if (best.isEmpty()) {
      return returnedIds.length == 0 ? 1 : 0;
    }
    best.sort(BEST_FIRST);
    int wanted = Math.min(k, best.size());
    long[] ids = new long[wanted];
    float[] scores = new float[wanted];
    for (int n = 0; n < wanted; n++) {
      ids[n] = best.get(n).id();
      scores[n] = (float) best.get(n).score();
    }
    return Recall.at(
        k,
        returnedIds,
        ids,
        scores,
        id -> score(policy, id, vectors.trueScore(query.vector(), id)));
  }

  /**
   * {@return a film's score by a user's policy; NaN for one that the policy never shows}
   *
   * @param user who asks, and has a policy
   * @param id of the film
   * @param vectorScore its own
   */
  double score(User user, long id, double vectorScore) {
    return score(policy(user), id, vectorScore);
  }

  private UserPolicy policy(User user) {
    UserPolicy policy = policies.get(user);
    if (policy == null) {
      throw new IllegalArgumentException("no policy of " + user + " is shipped");
    }
    return policy;
  }

  /** A film's score by a policy; NaN for one that the policy never shows, or that is none. */
  private double score(UserPolicy policy, long id, double vectorScore) {
    Film film = data.film(id).orElse(null);
    if (film == null || !isShown(film, policy)) {
      return Double.NaN;
    }
    double score = vectorScore;
    for (String genre : film.genres()) {
      score *= 1 + policy.genrePreferences().getOrDefault(genre, 0.0);
    }
    for (String theme : film.themes()) {
      score *= 1 + THEME_WEIGHT * policy.themePreferences().getOrDefault(theme, 0.0);
    }
    return score;
  }

  /** An unknown year passes. */
  private static boolean isShown(Film film, UserPolicy policy) {
    return (film.releaseYear() == 0 || film.releaseYear() >= policy.constraints().minReleaseYear())
        && Collections.disjoint(policy.constraints().excludedGenres(), film.genres());
  }
}

package io.hybridperf.feeders;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Derives a policy from a user's ratings.
 *
 * <p>Preference for a genre or theme = tanh(sum of (stars - the user's mean) / (n + 5)) over the n films with it that the
 * user rated: the mean deviation in stars, shrunk towards 0 where few films speak for it, and bounded by (-1, 1).
 *
 * <p>Constraints: up to two excluded genres, each with at least 5 ratings whose mean is at most 2.5 stars and at least 0.75
 * below the user's mean; and a lowest release year if 95 % of the user's dated films are from 1980 or later, namely the
 * decade of the oldest of those 95 %. Constraints take at most half of the rules; the strongest preferences take the rest.
 */
final class PolicyMaker {

  private static final String CONTEXT = "default";
  private static final int PREFERENCE_SHRINKAGE = 5;
  private static final int EXCLUSION_RATINGS = 5;
  private static final double EXCLUSION_STARS = 2.5;
  private static final double EXCLUSION_DEVIATION = -0.75;
  private static final int MOST_EXCLUDED_GENRES = 2;
  private static final double IGNORED_OLDEST_SHARE = 0.05;
  private static final int EARLIEST_YEAR_LIMIT = 1980;
  private static final int YEARS_PER_DECADE = 10;

  private final List<Film> films;
  private final Ratings ratings;
  private final int maxRules;

  /** How a user rated the films that share a genre or theme. */
  private static final class Opinion {
    private int count;
    private double stars;
    private double deviation;

    void add(double given, double mean) {
      count++;
      stars += given;
      deviation += given - mean;
    }

    double preference() {
      return Math.round(Math.tanh(deviation / (count + PREFERENCE_SHRINKAGE)) * 1e4) / 1e4;
    }

    boolean excludes() {
      return count >= EXCLUSION_RATINGS
          && stars / count <= EXCLUSION_STARS
          && deviation / count <= EXCLUSION_DEVIATION;
    }
  }

  private record Preference(boolean genre, String name, double value) {}

  PolicyMaker(List<Film> films, Ratings ratings, int maxRules) {
    if (maxRules < 1) {
      throw new IllegalArgumentException("maxRules is " + maxRules + "; choose 1 or more");
    }
    this.films = films;
    this.ratings = ratings;
    this.maxRules = maxRules;
  }

  UserPolicy policy(TenantSpread.Seat seat) {
    int person = seat.movieLensUserId();
    Map<String, Opinion> genres = opinions(person, Film::genres);
    Map<String, Opinion> themes = opinions(person, Film::themes);
    PolicyConstraints constraints = constraints(person, genres);
    List<Preference> preferences = new ArrayList<>();
    genres.forEach((name, opinion) -> preferences.add(new Preference(true, name, opinion.preference())));
    themes.forEach((name, opinion) -> preferences.add(new Preference(false, name, opinion.preference())));
    // An excluded genre is never shown, so a preference for it would be a rule without effect.
    preferences.removeIf(p -> p.value == 0 || (p.genre && constraints.excludedGenres().contains(p.name)));
    preferences.sort(
        Comparator.comparingDouble((Preference p) -> -Math.abs(p.value))
            .thenComparing(p -> !p.genre)
            .thenComparing(Preference::name));
    List<Preference> kept = preferences.stream().limit(maxRules - constraints.ruleCount()).toList();
    return new UserPolicy(
        seat.user(),
        CONTEXT,
        person,
        seat.repeated(),
        byName(kept, true),
        byName(kept, false),
        constraints);
  }

  private Map<String, Opinion> opinions(int person, Function<Film, List<String>> labels) {
    double mean = meanStars(person);
    Map<String, Opinion> opinions = new TreeMap<>();
    for (int i = ratings.first(person); i < ratings.end(person); i++) {
      for (String label : labels.apply(films.get(ratings.film(i)))) {
        opinions.computeIfAbsent(label, l -> new Opinion()).add(ratings.stars(i), mean);
      }
    }
    return opinions;
  }

  private double meanStars(int person) {
    double sum = 0;
    for (int i = ratings.first(person); i < ratings.end(person); i++) {
      sum += ratings.stars(i);
    }
    return sum / (ratings.end(person) - ratings.first(person));
  }

  private PolicyConstraints constraints(int person, Map<String, Opinion> genres) {
    int room = maxRules / 2;
    List<String> excluded =
        genres.entrySet().stream()
            .filter(genre -> genre.getValue().excludes())
            .sorted(Comparator.comparingDouble(genre -> genre.getValue().deviation / genre.getValue().count))
            .limit(Math.min(room, MOST_EXCLUDED_GENRES))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return new PolicyConstraints(excluded, excluded.size() < room ? minReleaseYear(person) : 0);
  }

  private int minReleaseYear(int person) {
    int[] years = new int[ratings.end(person) - ratings.first(person)];
    for (int i = 0; i < years.length; i++) {
      years[i] = films.get(ratings.film(ratings.first(person) + i)).releaseYear();
    }
    int[] known = Arrays.stream(years).filter(year -> year != 0).sorted().toArray();
    if (known.length == 0) {
      return 0;
    }
    int oldest = known[(int) (known.length * IGNORED_OLDEST_SHARE)];
    return oldest < EARLIEST_YEAR_LIMIT ? 0 : oldest / YEARS_PER_DECADE * YEARS_PER_DECADE;
  }

  private static Map<String, Double> byName(List<Preference> preferences, boolean genre) {
    Map<String, Double> byName = new LinkedHashMap<>();
    preferences.stream().filter(p -> p.genre == genre).forEach(p -> byName.put(p.name, p.value));
    return byName;
  }
}

package io.hybridperf.feeders.movielens;

import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Derives a policy from a user's ratings. Not thread-safe.
 *
 * <p>Preference for a genre or theme = tanh(sum of (stars - the user's mean) / (n + 5)) over the n
 * films with it that the user rated: the mean deviation in stars, shrunk towards 0 where few films
 * speak for it, and bounded by (-1, 1).
 *
 * <p>Constraints: up to two excluded genres, each with at least 5 ratings whose mean is at most 2.5
 * stars and at least 0.75 below the user's mean; and a lowest release year if 95 % of the user's
 * dated films are from 1990 or later, namely the decade of the oldest of those 95 %.
 *
 * <p>Constraints take at most half of the rules, the strongest genre preferences half of what is
 * left, the strongest theme preferences the rest, and either the places the other cannot fill.
 */
final class PolicyMaker {

  private static final String CONTEXT = "default";
  private static final int PREFERENCE_SHRINKAGE = 5;
  private static final int EXCLUSION_RATINGS = 5;
  private static final double EXCLUSION_STARS = 2.5;
  private static final double EXCLUSION_DEVIATION = -0.75;
  private static final int MOST_EXCLUDED_GENRES = 2;
  private static final double IGNORED_OLDEST_SHARE = 0.05;
  private static final int EARLIEST_YEAR_LIMIT = 1990;
  private static final int YEARS_PER_DECADE = 10;

  private final List<Film> films;
  private final Ratings ratings;
  private final int maxRules;
  private final Map<Integer, Wishes> wishesByPerson = new HashMap<>();

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

  /** What a person wants, wherever the person is seated. */
  private record Wishes(
      Map<String, Double> genres, Map<String, Double> themes, PolicyConstraints constraints) {}

  PolicyMaker(List<Film> films, Ratings ratings, int maxRules) {
    if (maxRules < 1) {
      throw new IllegalArgumentException("maxRules is " + maxRules + "; choose 1 or more");
    }
    this.films = films;
    this.ratings = ratings;
    this.maxRules = maxRules;
  }

  UserPolicy policy(TenantSpread.Seat seat) {
    Wishes wishes = wishesByPerson.computeIfAbsent(seat.movieLensUserId(), this::wishes);
    return new UserPolicy(
        seat.user(),
        CONTEXT,
        seat.movieLensUserId(),
        seat.repeated(),
        wishes.genres,
        wishes.themes,
        wishes.constraints);
  }

  private Wishes wishes(int person) {
    Map<String, Opinion> genreOpinions = opinions(person, Film::genres);
    PolicyConstraints constraints = constraints(person, genreOpinions);
    // An excluded genre is never shown, so a preference for it would be a rule without effect.
    genreOpinions.keySet().removeAll(constraints.excludedGenres());
    List<Map.Entry<String, Double>> genres = strongestFirst(genreOpinions);
    List<Map.Entry<String, Double>> themes = strongestFirst(opinions(person, Film::themes));
    int room = maxRules - constraints.ruleCount();
    int genreCount = Math.min(genres.size(), Math.max((room + 1) / 2, room - themes.size()));
    return new Wishes(first(genres, genreCount), first(themes, room - genreCount), constraints);
  }

  private static List<Map.Entry<String, Double>> strongestFirst(Map<String, Opinion> opinions) {
    Comparator<Map.Entry<String, Double>> byStrength =
        Comparator.comparingDouble(preference -> -Math.abs(preference.getValue()));
    return opinions.entrySet().stream()
        .map(opinion -> Map.entry(opinion.getKey(), opinion.getValue().preference()))
        .filter(preference -> preference.getValue() != 0)
        .sorted(byStrength.thenComparing(Map.Entry.comparingByKey()))
        .toList();
  }

  private static Map<String, Double> first(List<Map.Entry<String, Double>> preferences, int count) {
    Map<String, Double> first = new LinkedHashMap<>();
    preferences.stream().limit(count).forEach(p -> first.put(p.getKey(), p.getValue()));
    return Collections.unmodifiableMap(first);
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
            .sorted(
                Comparator.comparingDouble(
                    genre -> genre.getValue().deviation / genre.getValue().count))
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
}

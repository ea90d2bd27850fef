package io.hybridperf.feeders.movielens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SEQUEL_OF: the next part of a series, by title.
 *
 * <p>Conservative: only "X N", "X Part N", "X: Part N" and the same followed by ": subtitle" count,
 * with N from 2 to 9 in digits or from II to IX in Roman ones, and only if a film called exactly
 * "X" (or "X Part I") exists. A part leads to the nearest lower part, at most 3 lower, that did not
 * appear later and is animated if and only if it is; of several of the same number the latest.
 */
final class Sequels {

  private static final List<String> ROMAN =
      List.of("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX");
  private static final Pattern PART =
      Pattern.compile(
          "(?<series>.+?),?:?(?: (?<part>Part))? (?<number>[1-9]|I|II|III|IV|V|VI|VII|VIII|IX)(?:: .*| - .*)?");

  private static final int MOST_SKIPPED = 3;
  private static final Pattern ARTICLE = Pattern.compile("^(The|A|An) ");

  /** A film's place in a series. Part 1 is the film called as the series. */
  private record Part(String series, int number, Film film) {}

  private Sequels() {}

  static List<Edge> edges(List<Film> films) {
    Map<String, List<Part>> bySeries = new HashMap<>();
    for (Film film : films) {
      Part part = part(film);
      bySeries.computeIfAbsent(part.series, s -> new ArrayList<>()).add(part);
    }
    List<Edge> edges = new ArrayList<>();
    for (List<Part> series : bySeries.values()) {
      for (Part part : series) {
        if (series.stream().anyMatch(other -> other.number == 1)) {
          before(part, series)
              .ifPresent(earlier ->
                  edges.add(new Edge(part.film.id(), earlier.film.id(), Edge.Type.SEQUEL_OF, 1)));
        }
      }
    }
    return edges;
  }

  private static Part part(Film film) {
    String title = Titles.natural(film.title());
    Matcher matcher = PART.matcher(title);
    if (matcher.matches()) {
      int number = number(matcher.group("number"));
      // "Henry V" and "Apollo 1" are names; "Part I" is not.
      if (number > 1 || matcher.group("part") != null) {
        return new Part(key(matcher.group("series")), number, film);
      }
    }
    return new Part(key(title), 1, film);
  }

  private static int number(String text) {
    int roman = ROMAN.indexOf(text);
    return roman < 0 ? Integer.parseInt(text) : roman + 1;
  }

  /** Without case and article: "Terminator 2" is a sequel of "The Terminator". */
  private static String key(String series) {
    return ARTICLE.matcher(series).replaceFirst("").toLowerCase(Locale.ROOT);
  }

  private static Optional<Part> before(Part part, List<Part> series) {
    if (part.film.releaseYear() == 0) {
      return Optional.empty();
    }
    return series.stream()
        .filter(other -> other.number < part.number && part.number - other.number <= MOST_SKIPPED)
        .filter(other -> other.film.releaseYear() != 0)
        .filter(other -> other.film.releaseYear() <= part.film.releaseYear())
        .filter(other -> animated(other) == animated(part))
        .max(
            Comparator.comparingInt(Part::number)
                .thenComparingInt(other -> other.film.releaseYear())
                .thenComparingLong(other -> -other.film.id()));
  }

  private static boolean animated(Part part) {
    return part.film.genres().contains("Animation");
  }
}

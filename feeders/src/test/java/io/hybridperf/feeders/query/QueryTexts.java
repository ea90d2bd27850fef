package io.hybridperf.feeders.query;

import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.Titles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Chooses the texts people might search for: every tag, and seeded samples of titles and
 * combinations.
 */
public final class QueryTexts {

  private static final long SEED = 20180926;
  private static final int TITLES = 500;
  private static final int GENRE_AND_TAG = 300;
  private static final int TAG_AND_TAG = 300;

  private final Random random = new Random(SEED);
  private final Set<String> seen = new HashSet<>();
  private final List<QueryText> chosen = new ArrayList<>();

  private QueryTexts() {}

  /** In random order, since the place in the list becomes the rank of popularity. */
  public static List<QueryText> choose(List<Film> films) {
    QueryTexts texts = new QueryTexts();
    Set<String> tags = new TreeSet<>();
    films.forEach(film -> tags.addAll(tags(film)));
    texts.take(Query.Kind.TAG, tags, tags.size());
    texts.take(
        Query.Kind.TITLE,
        films.stream().map(film -> Titles.natural(film.title())).toList(),
        TITLES);
    texts.take(
        Query.Kind.GENRE_AND_TAG,
        films.stream().flatMap(QueryTexts::genreAndTag).toList(),
        GENRE_AND_TAG);
    texts.take(
        Query.Kind.TAG_AND_TAG,
        films.stream().flatMap(QueryTexts::tagAndTag).toList(),
        TAG_AND_TAG);
    Collections.shuffle(texts.chosen, texts.random);
    return texts.chosen;
  }

  private void take(Query.Kind kind, Iterable<String> candidates, int count) {
    List<String> shuffled = new ArrayList<>();
    candidates.forEach(shuffled::add);
    Collections.shuffle(shuffled, random);
    Predicate<String> unseen = text -> seen.add(text.toLowerCase(Locale.ROOT));
    shuffled.stream()
        .filter(unseen)
        .limit(count)
        .forEach(text -> chosen.add(new QueryText(kind, text)));
  }

  private static List<String> tags(Film film) {
    return Stream.of(film.themes(), film.moods()).flatMap(List::stream).toList();
  }

  private static Stream<String> genreAndTag(Film film) {
    return film.genres().stream()
        .flatMap(
            genre -> tags(film).stream().map(tag -> tag + " " + genre.toLowerCase(Locale.ROOT)));
  }

  private static Stream<String> tagAndTag(Film film) {
    List<String> tags = tags(film);
    return tags.stream()
        .flatMap(a -> tags.stream().filter(b -> a.compareTo(b) < 0).map(b -> a + ", " + b));
  }
}

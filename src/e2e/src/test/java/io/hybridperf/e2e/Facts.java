package io.hybridperf.e2e;

import io.hybridperf.feeders.movielens.Film;
import java.util.List;

/**
 * What a strategy knows of a content.
 *
 * @param id the content's id
 * @param title empty where the graph is not asked
 * @param genres sorted; the collection's one genre where the graph is not asked
 * @param themes sorted; empty where the graph is not asked, and so are the next two
 * @param moods sorted
 * @param culturalContexts sorted
 * @param releaseYear 0 if unknown
 * @param popularity 0..1
 */
record Facts(
    long id,
    String title,
    List<String> genres,
    List<String> themes,
    List<String> moods,
    List<String> culturalContexts,
    int releaseYear,
    double popularity) {

  static Facts fromGraph(Film film) {
    return new Facts(
        film.id(),
        film.title(),
        film.genres().stream().sorted().toList(),
        film.themes().stream().sorted().toList(),
        film.moods().stream().sorted().toList(),
        film.culturalContexts().stream().sorted().toList(),
        film.releaseYear(),
        film.popularity());
  }

  static Facts fromCollection(Film film) {
    return new Facts(
        film.id(),
        "",
        film.firstGenre().isEmpty() ? List.of() : List.of(film.firstGenre()),
        List.of(),
        List.of(),
        List.of(),
        film.releaseYear(),
        film.popularity());
  }
}

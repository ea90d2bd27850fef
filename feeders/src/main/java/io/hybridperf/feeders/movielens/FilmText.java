package io.hybridperf.feeders.movielens;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text a film's embedding is made of. */
public final class FilmText {

  private FilmText() {}

  /**
   * "title. genres. tags." with empty parts left out: "Toy Story. Adventure, Animation. pixar,
   * fun."
   */
  public static String of(Film film) {
    return Stream.of(
            Titles.natural(film.title()),
            String.join(", ", film.genres()),
            Stream.of(film.themes(), film.moods(), film.culturalContexts())
                .flatMap(list -> list.stream())
                .collect(Collectors.joining(", ")))
        .filter(part -> !part.isEmpty())
        .map(part -> part + ".")
        .collect(Collectors.joining(" "));
  }
}

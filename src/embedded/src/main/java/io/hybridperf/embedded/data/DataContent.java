package io.hybridperf.embedded.data;

import io.hybridperf.feeders.movielens.MovieLens;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a data folder holds, or is to hold. Equal values, equal content; of the same form, what has
 * fewer films is the beginning of what has more.
 *
 * @param form all but how many films there are
 * @param films how many, synthetic ones included
 */
public record DataContent(String form, int films) {
  private static final Pattern GROWN = Pattern.compile("(?<form>.*), (?<films>[0-9]{1,9}) films");

  /**
   * {@return what a mark says}
   *
   * @param mark as {@link #mark} wrote it
   */
  static DataContent of(String mark) {
    Matcher grown = GROWN.matcher(mark);
    return grown.matches()
        ? new DataContent(grown.group("form"), Integer.parseInt(grown.group("films")))
        : new DataContent(mark, MovieLens.FILMS);
  }

  /** {@return the text that a folder is marked with} */
  String mark() {
    return films == MovieLens.FILMS ? form : "%s, %s films".formatted(form, films);
  }

  /** {@return whether all of this is in the other, and the other may have more films} */
  boolean isBeginningOf(DataContent other) {
    return form.equals(other.form) && films <= other.films;
  }
}

package io.hybridperf.feeders.movielens;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** MovieLens' titles: "Godfather: Part II, The (1974)". */
public final class Titles {

  // Some titles end in a blank; a few series have a span of years.
  private static final Pattern YEAR =
      Pattern.compile("\\s*\\((\\d{4})(?:\\s*[-–]\\s*(?:\\d{4})?)?\\)\\s*$");
  private static final Pattern TRAILING_ARTICLE =
      Pattern.compile("^(.*), (The|A|An|Le|La|L'|Les|Il|Lo|El|Los|Las|Der|Die|Das|Den|De)$");
  private static final Pattern PARENTHESES = Pattern.compile("\\s*\\([^()]*\\)");

  private Titles() {}

  static String withoutYear(String title) {
    return YEAR.matcher(title).replaceFirst("").strip();
  }

  /** The (first) year in the parentheses that end the title, or 0. */
  static int year(String title) {
    Matcher matcher = YEAR.matcher(title);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  /**
   * As a person would write it: without other titles in parentheses, the article in front. "The
   * Godfather: Part II".
   */
  public static String natural(String titleWithoutYear) {
    String main = PARENTHESES.matcher(titleWithoutYear).replaceAll("").strip();
    if (main.isEmpty()) {
      return titleWithoutYear;
    }
    Matcher matcher = TRAILING_ARTICLE.matcher(main);
    if (!matcher.matches()) {
      return main;
    }
    String article = matcher.group(2);
    return article + (article.endsWith("'") ? "" : " ") + matcher.group(1);
  }
}

package io.hybridperf.hocon;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the valid name that a mistyped one was probably meant to be. */
public final class DidYouMean {
  private DidYouMean() {}

  /**
   * The nearest valid name, upper and lower case alike.
   *
   * @param valid the names there are
   * @param given what was written instead
   * @return empty if none is within two edits, or a quarter of a long name's length; or if half of
   *     a short one would have to change
   */
  public static Optional<String> among(Collection<String> valid, String given) {
    String wanted = given.toLowerCase(Locale.ROOT);
    int most = Math.min(Math.max(2, given.length() / 4), given.length() / 2);
    return valid.stream()
        .filter(name -> edits(name.toLowerCase(Locale.ROOT), wanted) <= most)
        .min(Comparator.comparingInt(name -> edits(name.toLowerCase(Locale.ROOT), wanted)));
  }

  /**
   * Says what is valid, and which of it is nearest.
   *
   * @param valid the names there are
   * @param given what was written instead
   * @return a text for the end of a message
   */
  public static String hint(Collection<String> valid, String given) {
    return among(valid, given).map(name -> "did you mean '" + name + "'? ").orElse("")
        + "valid: "
        + String.join(", ", valid);
  }

  /**
   * The Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours counts one.
   */
  private static int edits(String a, String b) {
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int substitution = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        distance[i][j] =
            Math.min(substitution, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          distance[i][j] = Math.min(distance[i][j], 1 + distance[i - 2][j - 2]);
        }
      }
    }
    return distance[a.length()][b.length()];
  }
}

package io.hybridperf.measurement.slo;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/** Names that are near to a mistaken one. */
final class Suggestion {

  private Suggestion() {}

  static String among(Collection<String> valid, String mistaken) {
    String near =
        valid.stream()
            .filter(name -> distance(name, mistaken) <= Math.max(2, mistaken.length() / 4))
            .sorted(Comparator.comparingInt(name -> distance(name, mistaken)))
            .limit(1)
            .collect(Collectors.joining());
    return near.isEmpty() ? "" : " (did you mean %s?)".formatted(near);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replace, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}

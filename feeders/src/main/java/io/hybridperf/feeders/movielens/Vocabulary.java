package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.ShippedFile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Says what kind of statement a tag is.
 *
 * @param moods tags that are moods
 * @param regionByTag tags that name a cultural context, and its region
 * @param ignored tags that say nothing about the film
 */
record Vocabulary(Set<String> moods, Map<String, String> regionByTag, Set<String> ignored) {

  static Vocabulary read() {
    Map<String, String> regionByTag = new HashMap<>();
    for (String entry : ShippedFile.CULTURAL_CONTEXTS.entries()) {
      int separator = entry.indexOf(" = ");
      if (separator < 0) {
        throw ShippedFile.CULTURAL_CONTEXTS.damaged(
            "\"" + entry + "\" is not of the form tag = region");
      }
      regionByTag.put(entry.substring(0, separator), entry.substring(separator + 3));
    }
    return new Vocabulary(
        new HashSet<>(ShippedFile.MOODS.entries()),
        regionByTag,
        new HashSet<>(ShippedFile.IGNORED_TAGS.entries()));
  }

  /** Lower case, trimmed. */
  static String normalise(String tag) {
    return tag.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether the tag is none of the other three. */
  boolean isTheme(String tag) {
    return !moods.contains(tag) && !regionByTag.containsKey(tag) && !ignored.contains(tag);
  }
}

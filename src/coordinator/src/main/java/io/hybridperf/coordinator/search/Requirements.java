package io.hybridperf.coordinator.search;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.coordinator.store.GraphFacts;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What content must have to be kept: of each set that is not empty, at least one.
 *
 * @param genres one of these genres
 * @param culturalContexts one of these regions
 * @param themes one of these themes
 * @param moods one of these moods
 */
record Requirements(
    Set<String> genres, Set<String> culturalContexts, Set<String> themes, Set<String> moods) {

  /** Everything is kept. */
  static final Requirements NONE = new Requirements(Set.of(), Set.of(), Set.of(), Set.of());

  static Requirements of(GraphOptions graph) {
    return new Requirements(
        Set.copyOf(graph.getRequiredGenresList()),
        Set.copyOf(graph.getRequiredCulturalContextsList()),
        Set.copyOf(graph.getRequiredThemesList()),
        Set.copyOf(graph.getRequiredMoodsList()));
  }

  /** Whether nothing is required. */
  boolean isEmpty() {
    return genres.isEmpty() && culturalContexts.isEmpty() && themes.isEmpty() && moods.isEmpty();
  }

  /** Whether content with these facts is kept. */
  boolean holdFor(GraphFacts facts) {
    Hit hit = facts.unscored();
    return holds(genres, hit.getGenresList())
        && holds(culturalContexts, hit.getCulturalContextsList())
        && holds(themes, hit.getThemesList())
        && holds(moods, hit.getMoodsList());
  }

  private static boolean holds(Set<String> required, List<String> names) {
    return required.isEmpty() || !Collections.disjoint(required, names);
  }
}

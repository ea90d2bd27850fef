package io.hybridperf.coordinator.search;

import io.hybridperf.coordinator.store.Candidate;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Filters and orders what the stores found. A pure function.
 *
 * <p>score = base score * product of (1 + preference) over the genres * product of (1 + 0.5 *
 * preference) over the themes; then requirements and policy constraints filter; order is by score,
 * highest first, then by content id, lowest first.
 */
final class Ranker {

  private static final double THEME_WEIGHT = 0.5;

  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble(Ranked::score)
          .reversed()
          .thenComparingLong(ranked -> ranked.item().candidate().contentId());

  private Ranker() {}

  /**
   * Something to rank.
   *
   * @param candidate what the vector store knows
   * @param facts what the graph knows, or stands in for it
   * @param baseScore the score before any policy
   */
  record Item(Candidate candidate, GraphFacts facts, double baseScore) {}

  /**
   * An item with its score.
   *
   * @param item the item
   * @param score what it is ordered by
   */
  record Ranked(Item item, double score) {}

  /**
   * The best items.
   *
   * @param items in any order, with distinct ids
   * @param requirements what items must have
   * @param policy preferences and constraints
   * @param k how many at most
   */
  static List<Ranked> rank(List<Item> items, Requirements requirements, Policy policy, int k) {
    List<Ranked> kept = new ArrayList<>(items.size());
    for (Item item : items) {
      if (requirements.holdFor(item.facts()) && allows(policy, item)) {
        kept.add(new Ranked(item, score(policy, item)));
      }
    }
    kept.sort(BEST_FIRST);
    return kept.size() <= k ? kept : kept.subList(0, k);
  }

  private static boolean allows(Policy policy, Item item) {
    return policy.allowsScalarsOf(item.candidate())
        && (policy.excludedGenres().isEmpty()
            || Collections.disjoint(policy.excludedGenres(), item.facts().genres()));
  }

  private static double score(Policy policy, Item item) {
    double score = item.baseScore();
    if (!policy.genres().isEmpty()) {
      for (String genre : item.facts().genres()) {
        score *= 1 + policy.genres().getOrDefault(genre, 0.0);
      }
    }
    if (!policy.themes().isEmpty()) {
      for (String theme : item.facts().themes()) {
        score *= 1 + THEME_WEIGHT * policy.themes().getOrDefault(theme, 0.0);
      }
    }
    return score;
  }
}

package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** What the API says of every hit, whatever the data are. */
final class HitRules {
  /** Of cosines and shares, in float and by way of a store. */
  private static final double ROUNDING = 1e-3;

  private static final int DEFAULT_MAX_RELATED = 10;

  private HitRules() {}

  static Flaw flaw(SearchRequest asked, SearchResponse answer) {
    List<Hit> hits = answer.getHitsList();
    if (hits.size() > PlanRules.k(asked)) {
      return Flaw.TOO_MANY_HITS;
    }
    long[] ids = new long[hits.size()];
    double before = Double.POSITIVE_INFINITY;
    for (int n = 0; n < ids.length; n++) {
      Hit hit = hits.get(n);
      ids[n] = hit.getContentId();
      if (!isPossibleScore(hit, answer)) {
        return Flaw.IMPOSSIBLE_SCORE;
      }
      if (hit.getScore() > before) {
        return Flaw.UNSORTED;
      }
      before = hit.getScore();
    }
    Arrays.sort(ids);
    for (int n = 0; n < ids.length; n++) {
      if (ids[n] <= 0) {
        return Flaw.UNKNOWN_CONTENT;
      }
      if (n > 0 && ids[n] == ids[n - 1]) {
        return Flaw.DUPLICATE;
      }
    }
    return enrichment(asked, answer);
  }

  /**
   * A policy multiplies the vector score by factors above 0, nobody's by 1; without vectors scores
   * count paths or words, and are above 0.
   */
  private static boolean isPossibleScore(Hit hit, SearchResponse answer) {
    double score = hit.getScore();
    double vector = hit.getVectorScore();
    if (!Double.isFinite(score) || !(Math.abs(vector) <= 1 + ROUNDING)) {
      return false;
    }
    if (vector == 0 && answer.getStrategy() != Strategy.STRATEGY_CACHED) {
      return score >= 0;
    }
    return answer.hasPolicy() ? score * vector > 0 : Math.abs(score - vector) <= ROUNDING;
  }

  private static Flaw enrichment(SearchRequest asked, SearchResponse answer) {
    boolean graph = isEnriched(asked, answer);
    GraphOptions options = asked.getGraph();
    int most =
        !graph || !options.getRelationships()
            ? 0
            : options.getMaxRelated() == 0 ? DEFAULT_MAX_RELATED : options.getMaxRelated();
    boolean picky = PlanRules.requires(options) || asked.getFiltersCount() > 0;
    for (Hit hit : answer.getHitsList()) {
      if (graph && hit.getTitleBytes().isEmpty()) {
        return Flaw.WITHOUT_GRAPH;
      }
      if (hit.getRelatedCount() > most || !areRelated(hit.getRelatedList(), options)) {
        return Flaw.IMPOSSIBLE_RELATED;
      }
      if (picky && !passes(hit, asked, answer, graph)) {
        return Flaw.FILTER_BROKEN;
      }
    }
    return Flaw.NONE;
  }

  /** {@return whether hits must have what the graph knows} */
  static boolean isEnriched(SearchRequest asked, SearchResponse answer) {
    return (PlanRules.needsGraph(asked) || answer.getStrategy() == Strategy.STRATEGY_GRAPH_ONLY)
        && !PlanRules.isDegraded(answer, Stage.STAGE_GRAPH);
  }

  private static boolean areRelated(List<Related> all, GraphOptions options) {
    int hops = Math.max(1, options.getHops());
    for (int n = 0; n < all.size(); n++) {
      Related related = all.get(n);
      if (related.getContentId() <= 0
          || related.getDistance() < 1
          || related.getDistance() > hops
          || !(related.getStrength() >= 0 && related.getStrength() <= 1 + ROUNDING)) {
        return false;
      }
    }
    return true;
  }

  /** As far as a hit shows it: popularity and year are in none. */
  private static boolean passes(
      Hit hit, SearchRequest asked, SearchResponse answer, boolean graph) {
    GraphOptions options = asked.getGraph();
    boolean required =
        !graph
            || (has(hit.getGenresList(), options.getRequiredGenresList())
                && has(hit.getThemesList(), options.getRequiredThemesList())
                && has(hit.getMoodsList(), options.getRequiredMoodsList())
                && has(hit.getCulturalContextsList(), options.getRequiredCulturalContextsList()));
    if (!required || PlanRules.isDegraded(answer, Stage.STAGE_VECTOR)) {
      return required;
    }
    for (Filter filter : asked.getFiltersList()) {
      boolean passes =
          switch (filter.getField()) {
            case "genre" -> has(hit.getGenresList(), filter.getIn().getValuesList());
            case "mood" -> !graph || has(hit.getMoodsList(), filter.getIn().getValuesList());
            default -> true;
          };
      if (!passes) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(List<String> names, List<String> wanted) {
    return wanted.isEmpty() || !Collections.disjoint(names, wanted);
  }
}

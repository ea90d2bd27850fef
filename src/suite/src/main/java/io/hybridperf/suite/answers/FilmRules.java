package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Film;
import java.util.Collections;
import java.util.List;

/** What the shipped data say of a film that is a hit, whatever the hit says of itself. */
final class FilmRules {
  /** An index of quantised vectors gives scores that are that far off; another query's are more. */
  private static final double INDEX_ROUNDING = 0.05;

  /** Of numbers that a store keeps as float. */
  private static final double FLOAT_ROUNDING = 1e-5;

  private FilmRules() {}

  /**
   * Looks at the vector score: it costs two thirds of a microsecond.
   *
   * @return whether it is the similarity of the film to what was asked
   */
  static boolean isScoreOf(Film film, Hit hit, SearchRequest asked, SearchResponse answer) {
    float[] vector = film.embedding();
    if (answer.getStrategy() == Strategy.STRATEGY_GRAPH_ONLY
        || asked.getEmbeddingCount() != vector.length) {
      return true;
    }
    double product = 0;
    double square = 0;
    for (int i = 0; i < vector.length; i++) {
      float value = asked.getEmbedding(i);
      product += value * vector[i];
      square += value * value;
    }
    return Math.abs(product / Math.sqrt(square) - hit.getVectorScore()) <= INDEX_ROUNDING;
  }

  /**
   * {@return whether a hit says of a film what it is}
   *
   * @param enriched whether it must say all that the graph knows; otherwise it may say a part
   */
  static boolean areFactsOf(Film film, Hit hit, boolean enriched) {
    return are(hit.getGenresList(), film.genres(), enriched)
        && are(hit.getThemesList(), film.themes(), enriched)
        && are(hit.getMoodsList(), film.moods(), enriched)
        && are(hit.getCulturalContextsList(), film.culturalContexts(), enriched);
  }

  private static boolean are(List<String> said, List<String> facts, boolean all) {
    return facts.containsAll(said)
        && (!all || (said.size() == facts.size() && said.containsAll(facts)));
  }

  /** {@return whether a film is one that was asked for} */
  static boolean passes(Film film, SearchRequest asked, SearchResponse answer) {
    GraphOptions options = asked.getGraph();
    if (!PlanRules.isDegraded(answer, Stage.STAGE_GRAPH)
        && !(has(film.genres(), options.getRequiredGenresList())
            && has(film.themes(), options.getRequiredThemesList())
            && has(film.moods(), options.getRequiredMoodsList())
            && has(film.culturalContexts(), options.getRequiredCulturalContextsList()))) {
      return false;
    }
    if (answer.getStrategy() == Strategy.STRATEGY_GRAPH_ONLY) {
      // Of a seed years and popularity are not known; genres and moods are all of them.
      return true;
    }
    for (Filter filter : asked.getFiltersList()) {
      boolean passes =
          switch (filter.getField()) {
            case "genre" -> filter.getIn().getValuesList().contains(film.firstGenre());
            case "mood" -> filter.getIn().getValuesList().contains(film.firstMood());
            case "popularity" -> isWithin(film.popularity(), filter.getRange());
            case "release_year" ->
                film.releaseYear() == 0 || isWithin(film.releaseYear(), filter.getRange());
            default -> true;
          };
      if (!passes) {
        return false;
      }
    }
    return true;
  }

  private static boolean has(List<String> facts, List<String> wanted) {
    return wanted.isEmpty() || !Collections.disjoint(facts, wanted);
  }

  private static boolean isWithin(double value, Range range) {
    return (!range.hasMin() || value >= range.getMin() - FLOAT_ROUNDING)
        && (!range.hasMax() || value <= range.getMax() + FLOAT_ROUNDING);
  }
}

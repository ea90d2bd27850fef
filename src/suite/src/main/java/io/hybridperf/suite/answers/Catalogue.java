package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import java.util.List;

/** What answers must be by the data that the target holds. */
final class Catalogue {
  private final Dataset data;

  /**
   * @param data that the target holds, in memory
   */
  Catalogue(Dataset data) {
    this.data = data;
  }

  /** {@return that of the shipped data} */
  static Catalogue shipped() {
    return HeldFilms.shipped().catalogue();
  }

  /**
   * Looks at an answer.
   *
   * @param closely which hit is looked at in all that it says, which is too dear for all of them;
   *     nothing in the request may tell
   */
  Flaw flaw(SearchRequest asked, SearchResponse answer, int closely) {
    if (answer.getHitsCount() < wanted(asked, answer)) {
      return Flaw.TOO_FEW_HITS;
    }
    boolean enriched = HitRules.isEnriched(asked, answer);
    boolean picky = PlanRules.requires(asked.getGraph()) || asked.getFiltersCount() > 0;
    List<Hit> hits = answer.getHitsList();
    for (int n = 0; n < hits.size(); n++) {
      Hit hit = hits.get(n);
      Film film = data.film(hit.getContentId()).orElse(null);
      if (film == null) {
        if (!Write.isOne(hit.getContentId())) {
          return Flaw.UNKNOWN_CONTENT;
        }
        continue;
      }
      if (enriched && !film.title().equals(hit.getTitle())) {
        return Flaw.WRONG_TITLE;
      }
      if (picky && !FilmRules.passes(film, asked, answer)) {
        return Flaw.FILTER_BROKEN;
      }
      if (n == closely) {
        if (!FilmRules.isScoreOf(film, hit, asked, answer)) {
          return Flaw.SCORE_OF_ANOTHER;
        }
        if (!FilmRules.areFactsOf(film, hit, enriched)) {
          return Flaw.WRONG_FACTS;
        }
        if (!areKnown(hit)) {
          return Flaw.IMPOSSIBLE_RELATED;
        }
      }
    }
    return switch (TenantIsolation.owner(asked, answer)) {
      case RIGHT -> Flaw.NONE;
      case MISSING -> Flaw.WITHOUT_POLICY;
      case LEAKED -> Flaw.POLICY_OF_ANOTHER;
    };
  }

  /** Related contents: others, each once, nearest first, then strongest. */
  private boolean areKnown(Hit hit) {
    List<Related> all = hit.getRelatedList();
    for (int n = 0; n < all.size(); n++) {
      long id = all.get(n).getContentId();
      if (id == hit.getContentId()
          || !(data.film(id).isPresent() || Write.isOne(id))
          || (n > 0 && !isBefore(all.get(n - 1), all.get(n)))) {
        return false;
      }
      for (int before = 0; before < n; before++) {
        if (all.get(before).getContentId() == id) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isBefore(Related one, Related next) {
    return one.getDistance() == next.getDistance()
        ? one.getStrength() >= next.getStrength()
        : one.getDistance() < next.getDistance();
  }

  /** As many as there are, unless something filters them, or nothing says what is near. */
  private int wanted(SearchRequest asked, SearchResponse answer) {
    boolean all =
        asked.getEmbeddingCount() > 0
            && asked.getUserId().isEmpty()
            && asked.getFiltersCount() == 0
            && !PlanRules.requires(asked.getGraph())
            && !PlanRules.isDegraded(answer, Stage.STAGE_VECTOR);
    return all ? Math.min(PlanRules.k(asked), data.films().size()) : 0;
  }
}

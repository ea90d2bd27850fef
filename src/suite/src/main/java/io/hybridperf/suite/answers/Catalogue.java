package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What answers must be by the shipped data, which the target holds. */
final class Catalogue {
  private static final class Shipped {
    private static final Catalogue CATALOGUE = new Catalogue(MovieLens.load().films());
  }

  private final Map<Long, String> titles;

  private Catalogue(List<Film> films) {
    titles = HashMap.newHashMap(films.size());
    films.forEach(film -> titles.put(film.id(), film.title()));
  }

  /** {@return the shipped data, read at the first call} */
  static Catalogue shipped() {
    return Shipped.CATALOGUE;
  }

  Flaw flaw(SearchRequest asked, SearchResponse answer) {
    if (answer.getHitsCount() < wanted(asked, answer)) {
      return Flaw.TOO_FEW_HITS;
    }
    boolean titled = HitRules.isEnriched(asked, answer);
    for (Hit hit : answer.getHitsList()) {
      long id = hit.getContentId();
      String title = titles.get(id);
      if (title == null && !Write.isOne(id)) {
        return Flaw.UNKNOWN_CONTENT;
      }
      if (titled && title != null && !title.equals(hit.getTitle())) {
        return Flaw.WRONG_TITLE;
      }
    }
    return switch (TenantIsolation.owner(asked, answer)) {
      case RIGHT -> Flaw.NONE;
      case MISSING -> Flaw.WITHOUT_POLICY;
      case LEAKED -> Flaw.POLICY_OF_ANOTHER;
    };
  }

  /** As many as there are, unless something filters them, or nothing says what is near. */
  private int wanted(SearchRequest asked, SearchResponse answer) {
    boolean all =
        asked.getEmbeddingCount() > 0
            && asked.getUserId().isEmpty()
            && asked.getFiltersCount() == 0
            && !PlanRules.requires(asked.getGraph())
            && !PlanRules.isDegraded(answer, Stage.STAGE_VECTOR);
    return all ? Math.min(PlanRules.k(asked), titles.size()) : 0;
  }
}

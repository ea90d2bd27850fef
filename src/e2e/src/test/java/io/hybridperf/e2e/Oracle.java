package io.hybridperf.e2e;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the coordinator should answer, computed in memory from the data set in the plainest way. It
 * shares no code with the coordinator.
 *
 * <p>It ranks the candidates that the vector stage returned: how good those are is a matter of
 * recall, and measured apart.
 */
final class Oracle {
  private static final int DEFAULT_K = 10;
  private static final int DEFAULT_MAX_RELATED = 10;

  /** What GRAPH_ONLY considers for each hit wanted. */
  private static final int GRAPH_ONLY_FACTOR = 3;

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::getScore).reversed().thenComparingLong(Hit::getContentId);

  private static final Comparator<Map.Entry<Long, Double>> HIGHEST_FIRST =
      Map.Entry.<Long, Double>comparingByValue()
          .reversed()
          .thenComparing(Map.Entry.comparingByKey());

  private final Dataset dataset;
  private final FilmGraph graph;
  private final Map<Rules.Key, Rules> policies = new HashMap<>();

  Oracle(Dataset dataset, Map<Rules.Key, Rules> morePolicies) {
    this.dataset = dataset;
    this.graph = new FilmGraph(dataset.edges());
    for (UserPolicy policy : dataset.policies()) {
      policies.put(
          new Rules.Key(policy.user().tenantId(), policy.user().userId(), policy.context()),
          Rules.of(policy));
    }
    policies.putAll(morePolicies);
  }

  /** One that cannot tell years and popularity, as without the vector store. */
  Oracle withoutScalars() {
    Oracle other = new Oracle(dataset, Map.of());
    policies.forEach((key, rules) ->
        other.policies.put(
            key,
            Rules.preferring(rules.genres(), rules.themes()).excluding(rules.excludedGenres())));
    return other;
  }

  /** Whose policy a request names, whether or not there is one. */
  static Rules.Key user(SearchRequest request) {
    return new Rules.Key(
        request.getTenantId(),
        request.getUserId(),
        request.getContext().isEmpty() ? "default" : request.getContext());
  }

  Optional<Rules> policy(SearchRequest request) {
    return request.getUserId().isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(policies.get(user(request)));
  }

  /** Ranks candidates with all that the graph knows of them. */
  List<Hit> hybrid(SearchRequest request, List<VectorCandidate> candidates) {
    Rules rules = policy(request).orElse(Rules.NONE);
    List<Hit> hits = new ArrayList<>();
    for (VectorCandidate candidate : candidates) {
      Facts facts = Facts.fromGraph(film(candidate.getContentId()));
      if (meets(request.getGraph(), facts) && rules.allow(facts)) {
        hits.add(
            hit(facts)
                .setVectorScore(candidate.getScore())
                .setScore(rules.score(candidate.getScore(), facts))
                .build());
      }
    }
    return withRelated(request, best(hits, request));
  }

  /** Ranks candidates with the one genre that the collection knows. */
  List<Hit> vectorOnly(SearchRequest request, List<VectorCandidate> candidates) {
    Rules rules = policy(request).orElse(Rules.NONE);
    List<Hit> hits = new ArrayList<>();
    for (VectorCandidate candidate : candidates) {
      Facts facts = Facts.fromCollection(film(candidate.getContentId()));
      if (rules.allow(facts)) {
        hits.add(
            hit(facts)
                .setVectorScore(candidate.getScore())
                .setScore(rules.score(candidate.getScore(), facts))
                .build());
      }
    }
    return best(hits, request);
  }

  /** Ranks the best of what is around the seed and passes. */
  List<Hit> graphOnly(SearchRequest request) {
    Rules rules = policy(request).orElse(Rules.NONE);
    Map<Long, Double> scores =
        graph.scoresAround(request.getSeedContentId(), Math.max(1, request.getGraph().getHops()));
    List<Hit> hits = new ArrayList<>();
    scores.entrySet().stream()
        .sorted(HIGHEST_FIRST)
        .filter(scored -> {
          Film film = film(scored.getKey());
          Facts facts = Facts.fromGraph(film);
          return Filters.match(request.getFiltersList(), film)
              && meets(request.getGraph(), facts)
              && rules.allow(facts);
        })
        .limit((long) GRAPH_ONLY_FACTOR * k(request))
        .forEach(scored -> {
          Facts facts = Facts.fromGraph(film(scored.getKey()));
          hits.add(hit(facts).setScore(rules.score(scored.getValue(), facts)).build());
        });
    return withRelated(request, best(hits, request));
  }

  static int k(SearchRequest request) {
    return request.getK() == 0 ? DEFAULT_K : request.getK();
  }

  private static Hit.Builder hit(Facts facts) {
    return Hit.newBuilder()
        .setContentId(facts.id())
        .setTitle(facts.title())
        .addAllGenres(facts.genres())
        .addAllThemes(facts.themes())
        .addAllMoods(facts.moods())
        .addAllCulturalContexts(facts.culturalContexts());
  }

  private List<Hit> withRelated(SearchRequest request, List<Hit> hits) {
    GraphOptions options = request.getGraph();
    if (!options.getRelationships()) {
      return hits;
    }
    int hops = Math.max(1, options.getHops());
    int limit = options.getMaxRelated() == 0 ? DEFAULT_MAX_RELATED : options.getMaxRelated();
    return hits.stream()
        .map(hit ->
            hit.toBuilder().addAllRelated(graph.related(hit.getContentId(), hops, limit)).build())
        .toList();
  }

  private static boolean meets(GraphOptions required, Facts facts) {
    return anyOf(required.getRequiredGenresList(), facts.genres())
        && anyOf(required.getRequiredThemesList(), facts.themes())
        && anyOf(required.getRequiredMoodsList(), facts.moods())
        && anyOf(required.getRequiredCulturalContextsList(), facts.culturalContexts());
  }

  private static boolean anyOf(Collection<String> required, Collection<String> present) {
    return required.isEmpty() || required.stream().anyMatch(present::contains);
  }

  private Film film(long id) {
    return dataset
        .film(id)
        .orElseThrow(() -> new AssertionError("an answer names an unknown film: " + id));
  }

  private static List<Hit> best(List<Hit> hits, SearchRequest request) {
    return hits.stream().sorted(BEST_FIRST).limit(k(request)).toList();
  }
}

package io.hybridperf.embedded.e2e;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.feeders.Dataset;
import io.hybridperf.feeders.Edge;
import io.hybridperf.feeders.Film;
import io.hybridperf.feeders.UserPolicy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator should answer, computed in memory from the data set in the plainest way. It shares no code with the coordinator.
 *
 * <p>It ranks the candidates that the vector stage returned: how good those are is a matter of recall, and measured apart.
 */
final class Oracle {
  /** A hit as it should be. */
  record Expected(long contentId, double score, List<Neighbour> related) {}

  /** A related content as it should be. */
  record Neighbour(long contentId, int distance, double strength) {}

  private record Link(long to, double strength) {}

  private static final Comparator<Expected> BEST_FIRST =
      Comparator.comparingDouble(Expected::score).reversed().thenComparingLong(Expected::contentId);
  private static final Comparator<Neighbour> NEAREST_FIRST =
      Comparator.comparingInt(Neighbour::distance)
          .thenComparing(Comparator.comparingDouble(Neighbour::strength).reversed())
          .thenComparingLong(Neighbour::contentId);

  private final Dataset dataset;
  private final Map<Long, List<Link>> links = new HashMap<>();
  private final Map<String, UserPolicy> policies = new HashMap<>();

  Oracle(Dataset dataset, List<UserPolicy> policies) {
    this.dataset = dataset;
    for (Edge edge : dataset.edges()) {
      links.computeIfAbsent(edge.fromId(), _ -> new ArrayList<>()).add(new Link(edge.toId(), edge.strength()));
      links.computeIfAbsent(edge.toId(), _ -> new ArrayList<>()).add(new Link(edge.fromId(), edge.strength()));
    }
    for (UserPolicy policy : policies) {
      this.policies.put(policy.user().tenantId() + "/" + policy.user().userId() + "/" + policy.context(), policy);
    }
  }

  Optional<UserPolicy> policy(SearchRequest request) {
    String context = request.getContext().isEmpty() ? "default" : request.getContext();
    return Optional.ofNullable(policies.get(request.getTenantId() + "/" + request.getUserId() + "/" + context));
  }

  /** Ranks candidates with all the graph knows of them. */
  List<Expected> hybrid(SearchRequest request, List<VectorCandidate> candidates) {
    UserPolicy policy = policy(request).orElse(null);
    GraphOptions graph = request.getGraph();
    int hops = Math.max(1, graph.getHops());
    int most = graph.getMaxRelated() == 0 ? 10 : graph.getMaxRelated();
    List<Expected> hits = new ArrayList<>();
    for (VectorCandidate candidate : candidates) {
      Film film = film(candidate.getContentId());
      if (anyOf(graph.getRequiredGenresList(), film.genres())
          && anyOf(graph.getRequiredThemesList(), film.themes())
          && anyOf(graph.getRequiredMoodsList(), film.moods())
          && anyOf(graph.getRequiredCulturalContextsList(), film.culturalContexts())
          && allowed(policy, film, film.genres())) {
        List<Neighbour> related = graph.getRelationships() ? related(film.id(), hops, most) : List.of();
        hits.add(new Expected(film.id(), score(policy, candidate.getScore(), film.genres(), film.themes()), related));
      }
    }
    return best(hits, request.getK());
  }

  /** Ranks candidates with the one genre the vector store knows. */
  List<Expected> vectorOnly(SearchRequest request, List<VectorCandidate> candidates) {
    UserPolicy policy = policy(request).orElse(null);
    List<Expected> hits = new ArrayList<>();
    for (VectorCandidate candidate : candidates) {
      Film film = film(candidate.getContentId());
      List<String> genres = film.firstGenre().isEmpty() ? List.of() : List.of(film.firstGenre());
      if (allowed(policy, film, genres)) {
        hits.add(new Expected(film.id(), score(policy, candidate.getScore(), genres, List.of()), List.of()));
      }
    }
    return best(hits, request.getK());
  }

  /** Content within {@code depth} edges of the seed; score = number of shortest paths / their length. */
  List<Expected> graphOnly(SearchRequest request) {
    int depth = Math.max(1, request.getGraph().getHops());
    Map<Long, Long> pathsHere = new TreeMap<>(Map.of(request.getSeedContentId(), 1L));
    Map<Long, Integer> distance = new HashMap<>(Map.of(request.getSeedContentId(), 0));
    List<Expected> hits = new ArrayList<>();
    for (int step = 1; step <= depth; step++) {
      Map<Long, Long> pathsNext = new TreeMap<>();
      for (Map.Entry<Long, Long> here : pathsHere.entrySet()) {
        for (Link link : links.getOrDefault(here.getKey(), List.of())) {
          if (distance.getOrDefault(link.to(), step) == step) {
            distance.put(link.to(), step);
            pathsNext.merge(link.to(), here.getValue(), Long::sum);
          }
        }
      }
      for (Map.Entry<Long, Long> found : pathsNext.entrySet()) {
        hits.add(new Expected(found.getKey(), (double) found.getValue() / step, List.of()));
      }
      pathsHere = pathsNext;
    }
    return best(hits, request.getK());
  }

  private List<Neighbour> related(long id, int hops, int most) {
    Map<Long, Double> here = Map.of(id, 1.0);
    Map<Long, Neighbour> found = new LinkedHashMap<>(Map.of(id, new Neighbour(id, 0, 1)));
    for (int step = 1; step <= hops; step++) {
      Map<Long, Double> next = new TreeMap<>();
      for (Map.Entry<Long, Double> from : here.entrySet()) {
        for (Link link : links.getOrDefault(from.getKey(), List.of())) {
          if (!found.containsKey(link.to())) {
            next.merge(link.to(), from.getValue() * link.strength(), Math::max);
          }
        }
      }
      for (Map.Entry<Long, Double> reached : next.entrySet()) {
        found.put(reached.getKey(), new Neighbour(reached.getKey(), step, reached.getValue()));
      }
      here = next;
    }
    found.remove(id);
    return found.values().stream().sorted(NEAREST_FIRST).limit(most).toList();
  }

  private static double score(@Nullable UserPolicy policy, double vectorScore, List<String> genres, List<String> themes) {
    double score = vectorScore;
    if (policy != null) {
      for (String genre : genres) {
        score *= 1 + policy.genrePreferences().getOrDefault(genre, 0.0);
      }
      for (String theme : themes) {
        score *= 1 + 0.5 * policy.themePreferences().getOrDefault(theme, 0.0);
      }
    }
    return score;
  }

  private static boolean allowed(@Nullable UserPolicy policy, Film film, List<String> genres) {
    return policy == null
        || (policy.constraints().excludedGenres().stream().noneMatch(genres::contains)
            && (film.releaseYear() == 0 || film.releaseYear() >= policy.constraints().minReleaseYear()));
  }

  private static boolean anyOf(Collection<String> required, Collection<String> present) {
    return required.isEmpty() || required.stream().anyMatch(present::contains);
  }

  private Film film(long id) {
    return dataset.film(id).orElseThrow(() -> new AssertionError("the vector store returned an unknown id " + id));
  }

  private static List<Expected> best(List<Expected> hits, int k) {
    return hits.stream().sorted(BEST_FIRST).limit(k == 0 ? 10 : k).toList();
  }
}

package io.hybridperf.e2e;

import io.hybridperf.api.v1.Related;
import io.hybridperf.feeders.movielens.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The edges between films, walked step by step. Every edge counts in both directions. */
final class FilmGraph {
  private static final Comparator<Related> NEAREST_FIRST =
      Comparator.comparingInt(Related::getDistance)
          .thenComparing(Comparator.comparingDouble(Related::getStrength).reversed())
          .thenComparingLong(Related::getContentId);

  private final Map<Long, List<Link>> links = new HashMap<>();

  private record Link(long to, double strength) {}

  FilmGraph(List<Edge> edges) {
    for (Edge edge : edges) {
      link(edge.fromId(), edge.toId(), edge.strength());
      link(edge.toId(), edge.fromId(), edge.strength());
    }
  }

  private void link(long from, long to, double strength) {
    links.computeIfAbsent(from, _ -> new ArrayList<>()).add(new Link(to, strength));
  }

  private List<Link> from(long id) {
    return links.getOrDefault(id, List.of());
  }

  /** Nearest first, then by the strongest of the shortest paths, then by id. */
  List<Related> related(long id, int hops, int limit) {
    Map<Long, Double> here = Map.of(id, 1.0);
    Map<Long, Related> found = new LinkedHashMap<>();
    for (int step = 1; step <= hops; step++) {
      Map<Long, Double> next = new TreeMap<>();
      here.forEach((from, strength) -> {
        for (Link link : from(from)) {
          if (link.to() != id && !found.containsKey(link.to())) {
            next.merge(link.to(), strength * link.strength(), Math::max);
          }
        }
      });
      for (Map.Entry<Long, Double> reached : next.entrySet()) {
        found.put(
            reached.getKey(),
            Related.newBuilder()
                .setContentId(reached.getKey())
                .setDistance(step)
                .setStrength(reached.getValue())
                .build());
      }
      here = next;
    }
    return found.values().stream().sorted(NEAREST_FIRST).limit(limit).toList();
  }

  /** Number of shortest paths divided by their length, for everything within this depth. */
  Map<Long, Double> scoresAround(long seed, int depth) {
    Map<Long, Long> here = Map.of(seed, 1L);
    Map<Long, Double> scores = new HashMap<>();
    for (int step = 1; step <= depth; step++) {
      Map<Long, Long> next = new TreeMap<>();
      here.forEach((from, paths) -> {
        for (Link link : from(from)) {
          if (link.to() != seed && !scores.containsKey(link.to())) {
            next.merge(link.to(), paths, Long::sum);
          }
        }
      });
      for (Map.Entry<Long, Long> reached : next.entrySet()) {
        scores.put(reached.getKey(), (double) reached.getValue() / step);
      }
      here = next;
    }
    return scores;
  }
}

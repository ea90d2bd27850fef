package io.hybridperf.feeders.movielens;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * RELATED_TO: given the same tags.
 *
 * <p>A tag (theme, mood or cultural context) weighs ln(1 + tagged films / films with it). Strength
 * = weight of the shared tags / weight of all tags of either film (weighted Jaccard). A film names
 * its 10 strongest of at least 0.1.
 */
final class SharedTags {

  private static final double LEAST_STRENGTH = 0.1;
  private static final int MOST_NEIGHBOURS = 10;

  private final List<Film> films;
  private final List<List<String>> tags;
  private final Map<String, List<Integer>> filmsByTag = new HashMap<>();
  private final Map<String, Double> weights = new HashMap<>();
  private final double[] totals;

  SharedTags(List<Film> films) {
    this.films = films;
    tags = films.stream().map(SharedTags::tags).toList();
    long tagged = tags.stream().filter(list -> !list.isEmpty()).count();
    for (int film = 0; film < tags.size(); film++) {
      for (String tag : tags.get(film)) {
        filmsByTag.computeIfAbsent(tag, t -> new ArrayList<>()).add(film);
      }
    }
    filmsByTag.forEach((tag, with) -> weights.put(tag, Math.log1p((double) tagged / with.size())));
    totals =
        tags.stream().mapToDouble(list -> list.stream().mapToDouble(this::weight).sum()).toArray();
  }

  /** Sorted, so that both films of a pair add the same weights in the same order. */
  private static List<String> tags(Film film) {
    return Stream.of(film.themes(), film.moods(), film.culturalContexts())
        .flatMap(List::stream)
        .sorted()
        .toList();
  }

  private double weight(String tag) {
    return weights.getOrDefault(tag, 0.0);
  }

  List<Edge> edges() {
    return Edges.undirected(films, Edge.Type.RELATED_TO, this::neighbours);
  }

  private List<Edges.Neighbour> neighbours(int film) {
    Map<Integer, Double> shared = new HashMap<>();
    for (String tag : tags.get(film)) {
      for (int other : filmsByTag.getOrDefault(tag, List.of())) {
        if (other != film) {
          shared.merge(other, weight(tag), Double::sum);
        }
      }
    }
    List<Edges.Neighbour> candidates = new ArrayList<>();
    shared.forEach((other, weight) -> {
      double strength = Edges.round(weight / (totals[film] + totals[other] - weight));
      if (strength >= LEAST_STRENGTH) {
        candidates.add(new Edges.Neighbour(other, strength));
      }
    });
    return Edges.strongest(candidates, MOST_NEIGHBOURS);
  }
}

package io.hybridperf.feeders.movielens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All edges between films, each undirected pair once. */
final class Edges {

  private static final Comparator<Edge> BY_TYPE_AND_IDS =
      Comparator.comparing(Edge::type)
          .thenComparingLong(Edge::fromId)
          .thenComparingLong(Edge::toId);

  private Edges() {}

  static List<Edge> of(List<Film> films, Ratings ratings) {
    List<Edge> edges = new ArrayList<>();
    edges.addAll(new CoLikes(films, ratings).edges());
    edges.addAll(new SharedTags(films).edges());
    edges.addAll(Sequels.edges(films));
    edges.sort(BY_TYPE_AND_IDS);
    return List.copyOf(edges);
  }

  /** The edges of all films' neighbour lists; a pair that is on both lists gives one edge. */
  static List<Edge> undirected(List<Film> films, Edge.Type type, Neighbours neighbours) {
    Set<Edge> edges = new HashSet<>();
    for (int film = 0; film < films.size(); film++) {
      long id = films.get(film).id();
      for (Neighbour neighbour : neighbours.of(film)) {
        long other = films.get(neighbour.film).id();
        edges.add(new Edge(Math.min(id, other), Math.max(id, other), type, neighbour.strength));
      }
    }
    return List.copyOf(edges);
  }

  /** The strongest first, ties by id, at most {@code limit}; strengths rounded to 1e-4. */
  static List<Neighbour> strongest(List<Neighbour> candidates, int limit) {
    return candidates.stream()
        .sorted(
            Comparator.comparingDouble(Neighbour::strength)
                .reversed()
                .thenComparingInt(Neighbour::film))
        .limit(limit)
        .toList();
  }

  static double round(double strength) {
    return Math.round(strength * 1e4) / 1e4;
  }

  /**
   * Lists the neighbours of the film with this index. A strength must not depend on which of the
   * two asks.
   */
  interface Neighbours {
    List<Neighbour> of(int film);
  }

  /**
   * @param film index of the other film, in the order of ids
   */
  record Neighbour(int film, double strength) {}
}

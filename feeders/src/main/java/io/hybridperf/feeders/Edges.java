package io.hybridperf.feeders;

import java.util.List;

/** All edges between films. */
final class Edges {

  private Edges() {}

  static List<Edge> of(List<Film> films, Ratings ratings) {
    return List.of();
  }
}

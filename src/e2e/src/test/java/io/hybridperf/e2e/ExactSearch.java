package io.hybridperf.e2e;

import io.hybridperf.api.v1.Filter;
import io.hybridperf.feeders.movielens.Film;
import java.util.Arrays;
import java.util.List;

/** Looks at every film, in double precision. */
final class ExactSearch {
  private final List<Film> films;

  ExactSearch(List<Film> films) {
    this.films = films;
  }

  /** Cosine similarities of the films that match, highest first. */
  double[] scores(List<Float> query, List<Filter> filters) {
    double[] scores =
        films.stream()
            .filter(film -> Filters.match(filters, film))
            .mapToDouble(film -> -cosine(query, film.embedding()))
            .toArray();
    Arrays.sort(scores);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = -scores[i];
    }
    return scores;
  }

  static double cosine(List<Float> query, float[] embedding) {
    double product = 0;
    double querySquares = 0;
    double squares = 0;
    for (int i = 0; i < embedding.length; i++) {
      double value = query.get(i);
      product += value * embedding[i];
      querySquares += value * value;
      squares += (double) embedding[i] * embedding[i];
    }
    return product / Math.sqrt(querySquares * squares);
  }
}

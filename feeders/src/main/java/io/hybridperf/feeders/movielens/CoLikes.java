package io.hybridperf.feeders.movielens;

import java.util.ArrayList;
import java.util.List;

/**
 * SIMILAR_TO: liked by the same users.
 *
 * <p>With n(a) the users who gave film a at least 4 stars and n(a, b) those who did for both,
 * strength = n(a, b) / sqrt(n(a) n(b)) x n(a, b) / (n(a, b) + 2): the cosine of the two sets,
 * shrunk where few users speak for it. A film names its 20 strongest among those with n(a, b) >= 3
 * and a strength of at least 0.1.
 */
final class CoLikes {

  private static final int LEAST_COMMON_USERS = 3;
  private static final int SHRINKAGE_USERS = 2;
  private static final double LEAST_STRENGTH = 0.1;
  private static final int MOST_NEIGHBOURS = 20;

  private final List<Film> films;
  private final int[][] likersOf;
  private final int[][] likedBy;
  private final int[] common;

  CoLikes(List<Film> films, Ratings ratings) {
    this.films = films;
    int[] likers = new int[films.size()];
    int[] likes = new int[ratings.userCount() + 1];
    for (int i = 0; i < ratings.size(); i++) {
      if (ratings.liked(i)) {
        likers[ratings.film(i)]++;
        likes[ratings.user(i)]++;
      }
    }
    likersOf = rows(likers);
    likedBy = rows(likes);
    for (int i = 0; i < ratings.size(); i++) {
      if (ratings.liked(i)) {
        int film = ratings.film(i);
        int user = ratings.user(i);
        likersOf[film][--likers[film]] = user;
        likedBy[user][--likes[user]] = film;
      }
    }
    common = new int[films.size()];
  }

  private static int[][] rows(int[] lengths) {
    int[][] rows = new int[lengths.length][];
    for (int i = 0; i < lengths.length; i++) {
      rows[i] = new int[lengths[i]];
    }
    return rows;
  }

  List<Edge> edges() {
    return Edges.undirected(films, Edge.Type.SIMILAR_TO, this::neighbours);
  }

  private List<Edges.Neighbour> neighbours(int film) {
    for (int user : likersOf[film]) {
      for (int other : likedBy[user]) {
        common[other]++;
      }
    }
    List<Edges.Neighbour> candidates = new ArrayList<>();
    for (int user : likersOf[film]) {
      for (int other : likedBy[user]) {
        if (common[other] >= LEAST_COMMON_USERS && other != film) {
          double strength = strength(film, other, common[other]);
          if (strength >= LEAST_STRENGTH) {
            candidates.add(new Edges.Neighbour(other, strength));
          }
        }
        // Clears the counter, and keeps the film from being listed twice.
        common[other] = 0;
      }
    }
    return Edges.strongest(candidates, MOST_NEIGHBOURS);
  }

  private double strength(int a, int b, int both) {
    double cosine = both / Math.sqrt((double) likersOf[a].length * likersOf[b].length);
    return Edges.round(cosine * both / (both + SHRINKAGE_USERS));
  }
}

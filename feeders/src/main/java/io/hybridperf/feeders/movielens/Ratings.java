package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.Csv;
import io.hybridperf.feeders.file.ShippedFile;
import java.util.Arrays;
import java.util.List;

/** All ratings of ratings.csv, in its order: by user, then by film. */
final class Ratings {

  /** A film counts as liked from this many stars on. */
  static final float LIKED_STARS = 4;

  private final int[] users;
  private final int[] films;
  private final float[] stars;
  private final int[] firstOfUser;

  private Ratings(int[] users, int[] films, float[] stars, int[] firstOfUser) {
    this.users = users;
    this.films = films;
    this.stars = stars;
    this.firstOfUser = firstOfUser;
  }

  /**
   * @param sortedFilmIds the films in the order by which ratings refer to them
   */
  static Ratings read(long[] sortedFilmIds) {
    List<List<String>> rows = Csv.rows(ShippedFile.RATINGS, "userId,movieId,rating,timestamp");
    int[] users = new int[rows.size()];
    int[] films = new int[rows.size()];
    float[] stars = new float[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      users[i] = Integer.parseInt(row.get(0));
      films[i] = Arrays.binarySearch(sortedFilmIds, Long.parseLong(row.get(1)));
      stars[i] = Float.parseFloat(row.get(2));
      if (films[i] < 0) {
        throw ShippedFile.RATINGS.damaged(
            "line " + (i + 2) + " rates film " + row.get(1) + ", which movies.csv lacks");
      }
    }
    return new Ratings(users, films, stars, firstOfUser(users));
  }

  /** Users are numbered from 1 without gaps, and the rows are ordered by user. */
  private static int[] firstOfUser(int[] users) {
    int[] first = new int[users[users.length - 1] + 1];
    int user = 0;
    for (int i = 0; i < users.length; i++) {
      if (users[i] == user + 1) {
        first[user++] = i;
      } else if (users[i] != user) {
        throw ShippedFile.RATINGS.damaged("line " + (i + 2) + " breaks the order by user");
      }
    }
    first[user] = users.length;
    return first;
  }

  int size() {
    return films.length;
  }

  int userCount() {
    return firstOfUser.length - 1;
  }

  /**
   * Index of a user's first rating; MovieLens numbers users from 1. The last user's end is {@link
   * #size()}.
   */
  int first(int movieLensUserId) {
    return firstOfUser[movieLensUserId - 1];
  }

  /** Index after a user's last rating. */
  int end(int movieLensUserId) {
    return firstOfUser[movieLensUserId];
  }

  /** Index of the rated film among the films by rising id. */
  int film(int rating) {
    return films[rating];
  }

  /** MovieLens' number of the user who gave it. */
  int user(int rating) {
    return users[rating];
  }

  /** 0.5..5. */
  float stars(int rating) {
    return stars[rating];
  }

  boolean liked(int rating) {
    return stars[rating] >= LIKED_STARS;
  }
}

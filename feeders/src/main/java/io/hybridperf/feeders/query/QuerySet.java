package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.FeederDataException;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The shipped query texts with vectors and exact ground truth over the films of {@link MovieLens},
 * or over those and synthetic ones. Thread-safe.
 */
public final class QuerySet {

  /** How many true neighbours of each query are shipped. */
  public static final int TRUTH_SIZE = 100;

  /** Shipped scores are rounded to float. */
  private static final double SCORE_ROUNDING = 1e-7;

  private final List<Query> queries;
  private final long[] filmIds;
  private final float[][] filmVectors;
  private final double[] filmNorms;

  private QuerySet(List<Query> queries, long[] filmIds, float[][] filmVectors) {
    this.queries = queries;
    this.filmIds = filmIds;
    this.filmVectors = filmVectors;
    filmNorms = Arrays.stream(filmVectors).mapToDouble(Vectors::norm).toArray();
  }

  /**
   * Reads the queries and the films' vectors; neither films nor ratings are read.
   *
   * @throws FeederDataException if a file is missing, damaged, or made from other vectors
   */
  public static QuerySet load() {
    return load(TRUTH_SIZE);
  }

  /**
   * As {@link #load()}, with more true neighbours where the shipped ones are not enough: they are
   * computed, which takes seconds.
   *
   * @param depth how many true neighbours each query has at least; all films, if there are fewer
   * @throws FeederDataException as {@link #load()}
   */
  public static QuerySet load(int depth) {
    ShippedQueries shipped = ShippedQueries.read();
    VectorFile films = shipped.films();
    TruthFile truth = shipped.truth();
    if (depth > TRUTH_SIZE) {
      truth =
          new ExactSearch(films)
              .truth(shipped.vectors(), Math.min(depth, films.size()), truth.sources());
    }
    return new QuerySet(
        shipped.queries(truth),
        IntStream.range(0, films.size()).mapToLong(films::id).toArray(),
        IntStream.range(0, films.size()).mapToObj(films::vector).toArray(float[][]::new));
  }

  /**
   * The queries over the films of a data set, which may be grown. With more films than the shipped
   * ones their true neighbours are computed, on all cores: on one it takes 0.1 microseconds for
   * each query and film, half a minute with 100,000 films. What was computed once is kept in a
   * file.
   *
   * @param films in memory: their vectors are shared
   * @param depth as in {@link #load(int)}, at least {@link #TRUTH_SIZE}
   * @param cache the folder that keeps what is computed; made if it is not there. Where it cannot
   *     be written, nothing is kept
   * @param say told how far the computing is, a line at a time
   * @return queries whose answers are exact over all films
   * @throws FeederDataException as {@link #load()}
   */
  public static QuerySet load(Dataset films, int depth, Path cache, Consumer<String> say) {
    if (films.syntheticFilms() == 0) {
      return load(depth);
    }
    ShippedQueries shipped = ShippedQueries.read();
    QuerySet untold = over(films, shipped.queries(shipped.truth()));
    TruthFile truth =
        new GrownTruth(cache, films.id(), shipped, say)
            .of(
                new ExactSearch(untold.filmIds, untold.filmVectors, untold.filmNorms),
                Math.min(Math.max(TRUTH_SIZE, depth), untold.films()));
    return new QuerySet(shipped.queries(truth), untold.filmIds, untold.filmVectors);
  }

  /**
   * The queries over the films of a data set, which may be grown; those of a grown one still have
   * the answers of the shipped films. See {@link #withVector} for exact ones.
   *
   * @param films in memory, or their synthetic vectors are made for this
   */
  public static QuerySet over(Dataset films) {
    if (films.syntheticFilms() == 0) {
      return load();
    }
    ShippedQueries shipped = ShippedQueries.read();
    return over(films, shipped.queries(shipped.truth()));
  }

  private static QuerySet over(Dataset data, List<Query> queries) {
    List<Film> films = data.films();
    long[] ids = new long[films.size()];
    float[][] vectors = new float[films.size()][];
    IntStream.range(0, ids.length)
        .parallel()
        .forEach(i -> {
          Film film = films.get(i);
          ids[i] = film.id();
          vectors[i] = film.embedding();
        });
    return new QuerySet(queries, ids, vectors);
  }

  /** All queries by index. */
  public List<Query> queries() {
    return queries;
  }

  /**
   * A query of another vector, with the exact answer to it. Takes some milliseconds for ten
   * thousand films.
   *
   * @param like whose index, kind and text it has
   * @param vector of {@link MovieLens#DIMENSION}, not all zero; shared
   * @param depth how many true neighbours, 1 to all films
   * @return a new query
   */
  public Query withVector(Query like, float[] vector, int depth) {
    long[] ids = new long[depth];
    float[] scores = new float[depth];
    new ExactSearch(filmIds, filmVectors, filmNorms).search(vector, ids, scores);
    return new Query(like.index(), like.kind(), like.text(), vector, ids, scores);
  }

  /** How many films there are. */
  public int films() {
    return filmIds.length;
  }

  /**
   * The id of a film, in ascending order.
   *
   * @param index 0..{@link #films()} - 1
   */
  public long filmId(int index) {
    return filmIds[index];
  }

  /**
   * The vector of a film; not to be changed.
   *
   * @param index as in {@link #filmId}
   */
  public float[] filmVector(int index) {
    return filmVectors[index];
  }

  /**
   * Exact cosine similarity of a query to a film, in double precision; NaN for an unknown id. Costs
   * about a microsecond.
   *
   * @param queryVector any vector of {@link MovieLens#DIMENSION} that is not all zero
   */
  public double trueScore(float[] queryVector, long contentId) {
    int film = Arrays.binarySearch(filmIds, contentId);
    return film < 0
        ? Double.NaN
        : Vectors.dot(queryVector, filmVectors[film])
            / (Vectors.norm(queryVector) * filmNorms[film]);
  }

  /**
   * Recall of an answer: the share of the k true neighbours it holds. A returned film counts if its
   * true score is at most {@code tolerance} below that of the k-th true neighbour, so that a tie at
   * the end of the list is not an error.
   *
   * @param query what was asked
   * @param returnedIds the answer's ids; only the first k count, repeated ones once
   * @param k 1..{@link #TRUTH_SIZE}
   * @param tolerance in units of cosine similarity, not negative, e.g. 0.001
   * @return 0..1
   */
  public double recall(Query query, long[] returnedIds, int k, double tolerance) {
    if (k < 1 || k > TRUTH_SIZE) {
      throw new IllegalArgumentException(
          "k is " + k + "; ground truth reaches from 1 to " + TRUTH_SIZE);
    }
    double least = query.trueScores()[k - 1] - tolerance - SCORE_ROUNDING;
    int found = 0;
    for (int i = 0; i < Math.min(k, returnedIds.length); i++) {
      long id = returnedIds[i];
      // Nearly every answer is a true neighbour: no need to compute its score. NaN, of an unknown
      // film, is never enough.
      boolean right = contains(query.trueIds(), k, id) || trueScore(query.vector(), id) >= least;
      if (right && !contains(returnedIds, i, id)) {
        found++;
      }
    }
    return (double) found / k;
  }

  private static boolean contains(long[] ids, int count, long id) {
    for (int i = 0; i < count; i++) {
      if (ids[i] == id) {
        return true;
      }
    }
    return false;
  }
}

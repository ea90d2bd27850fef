package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.Checksum;
import io.hybridperf.feeders.file.FeederDataException;
import io.hybridperf.feeders.file.ShippedFile;
import io.hybridperf.feeders.file.VectorFile;
import io.hybridperf.feeders.file.Vectors;
import io.hybridperf.feeders.movielens.MovieLens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The shipped query texts with vectors and exact ground truth over the films of {@link MovieLens}.
 * Thread-safe.
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

  private QuerySet(List<Query> queries, VectorFile films) {
    this.queries = queries;
    filmIds = new long[films.size()];
    filmVectors = new float[films.size()][];
    filmNorms = new double[films.size()];
    for (int i = 0; i < filmIds.length; i++) {
      filmIds[i] = films.id(i);
      filmVectors[i] = films.vector(i);
      filmNorms[i] = Vectors.norm(filmVectors[i]);
    }
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
    VectorFile films = VectorFile.read(ShippedFile.EMBEDDINGS, MovieLens.DIMENSION);
    VectorFile vectors = VectorFile.read(ShippedFile.QUERY_EMBEDDINGS, MovieLens.DIMENSION);
    byte[] tsv = ShippedFile.QUERIES.bytes();
    List<QueryText> texts =
        QueryText.decode(ShippedFile.QUERIES, new String(tsv, StandardCharsets.UTF_8));
    TruthFile truth = TruthFile.decode(ShippedFile.QUERY_TRUTH, ShippedFile.QUERY_TRUTH.bytes());
    int textChecksum = Checksum.of(tsv, tsv.length);
    if (!truth
        .sources()
        .equals(new TruthFile.Sources(films.checksum(), vectors.checksum(), textChecksum))) {
      throw ShippedFile.QUERY_TRUTH.damaged(
          "it was made from other versions of "
              + ShippedFile.EMBEDDINGS.name()
              + ", "
              + ShippedFile.QUERY_EMBEDDINGS.name()
              + " or "
              + ShippedFile.QUERIES.name());
    }
    if (depth > TRUTH_SIZE) {
      truth = new ExactSearch(films).truth(vectors, Math.min(depth, films.size()), truth.sources());
    }
    List<Query> queries = new ArrayList<>(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      QueryText text = texts.get(i);
      queries.add(
          new Query(
              i, text.kind(), text.text(), vectors.vector(i), truth.ids()[i], truth.scores()[i]));
    }
    return new QuerySet(List.copyOf(queries), films);
  }

  /** All queries by index. */
  public List<Query> queries() {
    return queries;
  }

  /**
   * A query of another vector, with the exact answer to it. Takes some milliseconds.
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

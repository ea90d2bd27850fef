package io.hybridperf.feeders;

import java.util.List;

/**
 * The shipped query texts with vectors and exact ground truth over the films of {@link MovieLens}.
 * Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class QuerySet {

  /** How many true neighbours each query carries. */
  public static final int TRUTH_SIZE = 100;

  QuerySet() {}

  /**
   * Reads the queries and the films' vectors; ratings are not read.
   *
   * @throws FeederDataException if a file is missing, damaged, or made from other vectors
   */
  public static QuerySet load() {
    throw new UnsupportedOperationException("being written");
  }

  /** All queries by index. */
  public List<Query> queries() {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * Exact cosine similarity of a query to a film, in double precision; NaN for an unknown id. Costs
   * well under a microsecond, so that a recall check can give ties their due.
   */
  public double trueScore(float[] queryVector, long contentId) {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * Recall of an answer: the share of the k true neighbours it holds. A returned film counts if it
   * is one of them or its true score is at most {@code tolerance} below the k-th.
   *
   * @param returnedIds the answer's ids; only the first k count, repeated ids once
   * @param k 1..{@link #TRUTH_SIZE}
   * @param tolerance in units of cosine similarity, e.g. 0.001
   * @return 0..1
   */
  public double recall(Query query, long[] returnedIds, int k, double tolerance) {
    throw new UnsupportedOperationException("being written");
  }
}

package io.hybridperf.feeders;

import java.util.List;

/**
 * The stream of requests of a run: request i is a pure function of the seed and i, so that the same
 * seed issues the same requests however many threads ask for them. Thread-safe.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class QueryMix {

  /**
   * One request to issue.
   *
   * @param type its label
   * @param query what is asked
   * @param user who asks; anonymous unless the type is COMPLEX
   */
  public record Draw(QueryType type, Query query, User user) {}

  /**
   * Relative weights of the query types; none negative, not all zero.
   *
   * @param simple weight of SIMPLE
   * @param hybrid weight of HYBRID
   * @param complex weight of COMPLEX
   */
  public record Weights(double simple, double hybrid, double complex) {}

  /**
   * @param queries the queries in falling popularity
   * @param users who asks complex queries, in falling popularity; may be empty if complex weighs
   *     nothing
   * @param weights the mix of types
   * @param exponent of the Zipf law of queries and of users; 0 makes all equally popular
   * @param seed same seed, same requests
   */
  public QueryMix(
      List<Query> queries, List<User> users, Weights weights, double exponent, long seed) {}

  /** Request number {@code index}, from 0. */
  public Draw at(long index) {
    throw new UnsupportedOperationException("being written");
  }

  /** The request after the last one this method gave, starting with number 0; endless. */
  public Draw next() {
    throw new UnsupportedOperationException("being written");
  }
}

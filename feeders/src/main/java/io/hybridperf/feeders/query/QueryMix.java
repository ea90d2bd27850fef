package io.hybridperf.feeders.query;

import io.hybridperf.feeders.file.SplitMix;
import io.hybridperf.feeders.movielens.User;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The stream of requests of a run: request i is a pure function of the seed and i, so that the same
 * seed issues the same requests however many threads ask for them. Thread-safe; a draw allocates
 * nothing but its result.
 */
public final class QueryMix {

  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  /** Streams of random bits for the three choices of a draw. */
  private static final int CHOICES = 3;

  private final List<Query> queries;
  private final List<User> users;
  private final Weights weights;
  private final ZipfSampler queryRanks;
  private final ZipfSampler userRanks;
  private final long seed;
  private final AtomicLong nextIndex = new AtomicLong();

  /**
   * One request to issue.
   *
   * @param type its label
   * @param query what is asked
   * @param user who asks; anonymous unless the type is COMPLEX
   */
  public record Draw(QueryType type, Query query, User user) {}

  /**
   * Relative weights of the query types.
   *
   * @param simple weight of SIMPLE, not negative
   * @param hybrid weight of HYBRID, not negative
   * @param complex weight of COMPLEX, not negative
   */
  public record Weights(double simple, double hybrid, double complex) {

    /** The spec's mix for sustained load and bursts: 50 % simple, 30 % hybrid, 20 % complex. */
    public static final Weights STANDARD = new Weights(50, 30, 20);

    /**
     * Checks the weights.
     *
     * @throws IllegalArgumentException if a weight is negative or not finite, or all are zero
     */
    public Weights {
      double sum = simple + hybrid + complex;
      if (!(simple >= 0 && hybrid >= 0 && complex >= 0 && sum > 0) || Double.isInfinite(sum)) {
        throw new IllegalArgumentException(
            "the mix is %s/%s/%s; choose three weights of which none is negative and not all are zero"
                .formatted(simple, hybrid, complex));
      }
    }

    /**
     * The weight of a type.
     *
     * @param type which
     * @return 0 or more
     */
    public double of(QueryType type) {
      return switch (type) {
        case SIMPLE -> simple;
        case HYBRID -> hybrid;
        case COMPLEX -> complex;
      };
    }

    /** The type that a fraction in [0, 1) falls on. */
    QueryType at(double fraction) {
      double mark = fraction * (simple + hybrid + complex);
      if (mark < simple) {
        return QueryType.SIMPLE;
      }
      // Rounding may carry the mark past the last type that has a weight.
      return mark < simple + hybrid || complex == 0
          ? hybrid == 0 ? QueryType.SIMPLE : QueryType.HYBRID
          : QueryType.COMPLEX;
    }
  }

  /**
   * @param queries the queries in falling popularity, at least one
   * @param users who asks complex queries, in falling popularity; may be empty if complex weighs
   *     nothing
   * @param weights the mix of types
   * @param exponent of the Zipf law of queries and of users; 0 makes all equally popular
   * @param seed same seed, same requests
   */
  public QueryMix(
      List<Query> queries, List<User> users, Weights weights, double exponent, long seed) {
    if (users.isEmpty() && weights.complex > 0) {
      throw new IllegalArgumentException(
          "complex queries weigh "
              + weights.complex
              + " but there are no users to ask them; set that weight to 0");
    }
    this.queries = List.copyOf(queries);
    this.users = users.isEmpty() ? List.of(User.ANONYMOUS) : List.copyOf(users);
    this.weights = weights;
    this.queryRanks = new ZipfSampler(this.queries.size(), exponent);
    this.userRanks = new ZipfSampler(this.users.size(), exponent);
    this.seed = SplitMix.bits(seed, 0);
  }

  /** Request number {@code index}, from 0. */
  public Draw at(long index) {
    long first = index * CHOICES;
    QueryType type = weights.at((SplitMix.bits(seed, first) >>> 11) * TWO_TO_MINUS_53);
    Query query = queries.get(queryRanks.rank(SplitMix.bits(seed, first + 1)));
    User user =
        type == QueryType.COMPLEX
            ? users.get(userRanks.rank(SplitMix.bits(seed, first + 2)))
            : User.ANONYMOUS;
    return new Draw(type, query, user);
  }

  /** The request after the last one this method gave, starting with number 0; endless. */
  public Draw next() {
    return at(nextIndex.getAndIncrement());
  }
}

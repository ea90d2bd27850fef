package io.hybridperf.feeders;

import java.util.List;
import java.util.Optional;

/**
 * Films with their graph and their users' policies. Immutable and thread-safe; edges and policies
 * are made on demand.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Dataset {

  /** Most tenants that policies can be spread over. */
  public static final int MAX_TENANTS = 1000;

  Dataset() {}

  /** What people see as the data set's name. */
  public String name() {
    return MovieLens.NAME;
  }

  /**
   * Identifies the content: 16 hex digits of a SHA-256 over all source files and the version of the
   * derivations. Equal ids mean equal films, edges and, for equal parameters, policies.
   */
  public String id() {
    throw new UnsupportedOperationException("being written");
  }

  /** Length of every embedding. */
  public int dimension() {
    throw new UnsupportedOperationException("being written");
  }

  /** All films by rising id. */
  public List<Film> films() {
    throw new UnsupportedOperationException("being written");
  }

  /** The film with this id, if there is one. */
  public Optional<Film> film(long id) {
    throw new UnsupportedOperationException("being written");
  }

  /** All edges, ordered by type, then by ids. Computed at the first call. */
  public List<Edge> edges() {
    throw new UnsupportedOperationException("being written");
  }

  /**
   * Policies from the users' ratings, ordered by tenant and user.
   *
   * @param tenants how many tenants the users are spread over, 1..{@link #MAX_TENANTS}; above 61
   *     users repeat
   * @param maxRules most rules a policy keeps, at least 1; the strongest stay
   */
  public List<UserPolicy> policies(int tenants, int maxRules) {
    throw new UnsupportedOperationException("being written");
  }

  /** Policies for 10 tenants and at most 10 rules. */
  public List<UserPolicy> policies() {
    return policies(10, 10);
  }
}

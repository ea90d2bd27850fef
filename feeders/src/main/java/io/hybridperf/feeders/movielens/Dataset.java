package io.hybridperf.feeders.movielens;

import io.hybridperf.feeders.file.ShippedFile;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Films with their graph and their users' policies. Immutable and thread-safe; edges and policies
 * are made on demand.
 */
public final class Dataset {

  /** Most tenants that policies can be spread over. */
  public static final int MAX_TENANTS = TenantSpread.MAX_TENANTS;

  private static final int DEFAULT_TENANTS = 10;
  private static final int DEFAULT_MAX_RULES = 10;

  /** To be raised with every change to how films, edges or policies follow from the files. */
  private static final int DERIVATION_VERSION = 1;

  private final int dimension;
  private final List<Film> films;
  private final long[] ids;
  private final Ratings ratings;
  private final Supplier<List<Edge>> edges;
  private final int tenants;
  private final int maxRules;
  private final Supplier<String> id = Memo.of(Dataset::hash);

  Dataset(int dimension, List<Film> films, Ratings ratings) {
    this.dimension = dimension;
    this.films = films;
    this.ids = films.stream().mapToLong(Film::id).toArray();
    this.ratings = ratings;
    this.edges = Memo.of(() -> Edges.of(films, ratings));
    this.tenants = DEFAULT_TENANTS;
    this.maxRules = DEFAULT_MAX_RULES;
  }

  private Dataset(Dataset other, int tenants, int maxRules) {
    this.dimension = other.dimension;
    this.films = other.films;
    this.ids = other.ids;
    this.ratings = other.ratings;
    this.edges = other.edges;
    this.tenants = tenants;
    this.maxRules = maxRules;
  }

  /**
   * The same films with other policies.
   *
   * @param tenants how many tenants {@link #policies()} spreads the users over, 1..{@link
   *     #MAX_TENANTS}
   * @param maxRules most rules a policy of {@link #policies()} keeps, at least 1
   * @return a data set that shares everything else with this one
   */
  public Dataset withPolicies(int tenants, int maxRules) {
    return new Dataset(this, tenants, maxRules);
  }

  /** Over how many tenants {@link #policies()} spreads the users. */
  public int tenants() {
    return tenants;
  }

  /** Most rules a policy of {@link #policies()} keeps. */
  public int maxRules() {
    return maxRules;
  }

  /** What people see as the data set's name. */
  public String name() {
    return MovieLens.NAME;
  }

  /**
   * Identifies the content: 16 hex digits of a SHA-256 over all source files and the version of the
   * derivations. Equal ids mean equal films, edges and, for equal parameters, policies.
   */
  public String id() {
    return id.get();
  }

  /** Length of every embedding. */
  public int dimension() {
    return dimension;
  }

  /** All films by rising id. */
  public List<Film> films() {
    return films;
  }

  /** The film with this id, if there is one. */
  public Optional<Film> film(long filmId) {
    int index = Arrays.binarySearch(ids, filmId);
    return index < 0 ? Optional.empty() : Optional.of(films.get(index));
  }

  /** All edges, ordered by type, then by ids. Computed at the first call. */
  public List<Edge> edges() {
    return edges.get();
  }

  /**
   * The users that {@link #policies(int, int)} has policies for, in the same order, without
   * computing the policies.
   *
   * @param tenants 1..{@link #MAX_TENANTS}
   */
  public List<User> users(int tenants) {
    return new TenantSpread(tenants, ratings.userCount())
        .seats().stream().map(TenantSpread.Seat::user).toList();
  }

  /**
   * Policies from the users' ratings, ordered by tenant and user. Computed at every call.
   *
   * @param tenants how many tenants the users are spread over, 1..{@link #MAX_TENANTS}; above 61,
   *     users repeat
   * @param maxRules most rules a policy keeps, at least 1; the strongest stay
   */
  public List<UserPolicy> policies(int tenants, int maxRules) {
    TenantSpread spread = new TenantSpread(tenants, ratings.userCount());
    PolicyMaker maker = new PolicyMaker(films, ratings, maxRules);
    return spread.seats().stream().map(maker::policy).toList();
  }

  /** Policies as {@link #withPolicies} says; otherwise for 10 tenants and at most 10 rules. */
  public List<UserPolicy> policies() {
    return policies(tenants, maxRules);
  }

  private static String hash() {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(DERIVATION_VERSION).array());
    for (ShippedFile file : ShippedFile.SOURCES) {
      byte[] bytes = file.bytes();
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      digest.update(bytes);
    }
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}

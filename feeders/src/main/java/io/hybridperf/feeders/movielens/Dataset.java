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
import java.util.stream.IntStream;

/**
 * Films with their graph and their users' policies. Immutable and thread-safe; edges and policies
 * are made on demand.
 */
public final class Dataset {

  /** Most tenants that policies can be spread over. */
  public static final int MAX_TENANTS = TenantSpread.MAX_TENANTS;

  /** Most films that a data set can be grown to. */
  public static final int MAX_FILMS = 1_000_000;

  /** About what a film takes in memory: its embedding and its words. */
  public static final int BYTES_A_FILM = 1_900;

  private static final int DEFAULT_TENANTS = 10;
  private static final int DEFAULT_MAX_RULES = 10;

  /** To be raised with every change to how films, edges or policies follow from the files. */
  private static final int DERIVATION_VERSION = 1;

  private final int dimension;
  private final List<Film> originals;
  private final long[] originalIds;
  private final List<Film> films;
  private final Ratings ratings;
  private final Supplier<List<Edge>> originalEdges;
  private final Supplier<List<Edge>> edges;
  private final int tenants;
  private final int maxRules;
  private final Supplier<String> sourceId;

  Dataset(int dimension, List<Film> films, Ratings ratings) {
    this.dimension = dimension;
    this.originals = films;
    this.originalIds = films.stream().mapToLong(Film::id).toArray();
    this.films = films;
    this.ratings = ratings;
    this.originalEdges = Memo.of(() -> Edges.of(films, ratings));
    this.edges = originalEdges;
    this.tenants = DEFAULT_TENANTS;
    this.maxRules = DEFAULT_MAX_RULES;
    this.sourceId = Memo.of(Dataset::hash);
  }

  private Dataset(
      Dataset other, List<Film> films, Supplier<List<Edge>> edges, int tenants, int maxRules) {
    this.dimension = other.dimension;
    this.originals = other.originals;
    this.originalIds = other.originalIds;
    this.films = films;
    this.ratings = other.ratings;
    this.originalEdges = other.originalEdges;
    this.edges = edges;
    this.tenants = tenants;
    this.maxRules = maxRules;
    this.sourceId = other.sourceId;
  }

  /**
   * The same films, and after them synthetic ones, grown from them as {@link SyntheticGrowth} says:
   * the same for every size, so that a smaller data set is the beginning of a larger one. Each
   * synthetic film has the edges of its original, to the copies of the same round. Users and
   * policies stay those of the real films.
   *
   * <p>Synthetic films are made anew at every look, which takes some microseconds, and need no
   * memory; see {@link #inMemory}.
   *
   * @param count how many films in all, from the number of real ones to {@link #MAX_FILMS}
   * @return a data set that shares everything else with this one
   * @throws IllegalArgumentException if the count is out of range
   */
  public Dataset grownTo(int count) {
    if (count < originals.size() || count > MAX_FILMS) {
      throw new IllegalArgumentException(
          "films is %s; choose %s..%s".formatted(count, originals.size(), MAX_FILMS));
    }
    int synthetic = count - originals.size();
    return synthetic == 0
        ? new Dataset(this, originals, originalEdges, tenants, maxRules)
        : new Dataset(
            this,
            new GrownFilms(originals, count),
            Memo.of(() -> new GrownEdges(originalEdges.get(), originalIds, synthetic)),
            tenants,
            maxRules);
  }

  /**
   * The same with all films made once and kept: {@link #BYTES_A_FILM} each.
   *
   * @return a data set that shares everything else with this one
   */
  public Dataset inMemory() {
    return syntheticFilms() == 0
        ? this
        : new Dataset(
            this,
            List.of(
                IntStream.range(0, films.size())
                    .parallel()
                    .mapToObj(films::get)
                    .toArray(Film[]::new)),
            edges,
            tenants,
            maxRules);
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
    return new Dataset(this, films, edges, tenants, maxRules);
  }

  /** Over how many tenants {@link #policies()} spreads the users. */
  public int tenants() {
    return tenants;
  }

  /** Most rules a policy of {@link #policies()} keeps. */
  public int maxRules() {
    return maxRules;
  }

  /** What people see as the data set's name, which says how many of its films are synthetic. */
  public String name() {
    return syntheticFilms() == 0
        ? MovieLens.NAME
        : "%s and %s synthetic films".formatted(MovieLens.NAME, syntheticFilms());
  }

  /**
   * Identifies the content: the {@link #sourceId()}, and {@code +N} with N synthetic films. Equal
   * ids mean equal films, edges and, for equal parameters, policies.
   */
  public String id() {
    return syntheticFilms() == 0 ? sourceId() : sourceId() + "+" + syntheticFilms();
  }

  /**
   * Identifies what all grows from: 16 hex digits of a SHA-256 over all source files and the
   * version of the derivations.
   */
  public String sourceId() {
    return sourceId.get();
  }

  /** How many of the films are not real. */
  public int syntheticFilms() {
    return films.size() - originals.size();
  }

  /** Length of every embedding. */
  public int dimension() {
    return dimension;
  }

  /** All films by rising id, the real ones first. */
  public List<Film> films() {
    return films;
  }

  /** The film with this id, if there is one. */
  public Optional<Film> film(long filmId) {
    long synthetic = filmId - SyntheticGrowth.FIRST_ID;
    if (synthetic >= 0) {
      return synthetic < syntheticFilms()
          ? Optional.of(films.get(originals.size() + (int) synthetic))
          : Optional.empty();
    }
    int index = Arrays.binarySearch(originalIds, filmId);
    return index < 0 ? Optional.empty() : Optional.of(originals.get(index));
  }

  /**
   * All edges: those of the real films, ordered by type, then by ids; after them those of synthetic
   * films, by round. Computed at the first call.
   */
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
    PolicyMaker maker = new PolicyMaker(originals, ratings, maxRules);
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

package io.hybridperf.suite.answers;

import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QueryMix;
import io.hybridperf.feeders.query.QuerySet;
import io.hybridperf.feeders.query.QueryType;
import io.hybridperf.measurement.load.Share;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.suite.hybrid.GroundTruth;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The queries of a load. What virtual user i of the load asks is a pure function of the seed and i,
 * so that a run can be repeated, two systems can be asked the same, and several injectors ask what
 * a single one would.
 *
 * <p>Requests are built once for each text and shared: the generator's time belongs to the
 * measurement, not to protobuf.
 */
public final class Queries {
  /** The session attribute that holds the {@link Planned} query of a virtual user. */
  public static final String ATTRIBUTE = "query";

  private static final long SAMPLE_SALT = 0x9E3779B97F4A7C15L;

  /**
   * What one virtual user asks.
   *
   * @param label the query type: simple, hybrid or complex
   * @param request ready to send
   * @param query its text and exact answer
   */
  public record Planned(String label, SearchRequest request, Query query) {

    /**
     * {@return the search for what is like the query's best answer, by the graph alone}
     *
     * @param hops how many edges away, 1..3
     */
    public SearchRequest likeTheBest(int hops) {
      return SearchRequest.newBuilder()
          .setSeedContentId(query.trueIds()[0])
          .setGraph(GraphOptions.newBuilder().setHops(hops))
          .build();
    }
  }

  private final Popularity popularity;
  private final QuerySet texts;
  private final Truths truths;
  private final double sampleShare;
  private final List<SearchRequest> simple;
  private final List<SearchRequest> hybrid;
  private final QueryMix mix;

  /**
   * How often what is asked by whom.
   *
   * @param users who asks complex queries, in falling popularity
   * @param weights of the query types
   * @param exponent of the Zipf law of texts and of users; 0 makes all equally popular
   * @param seed same seed, same requests
   * @param share whose arrivals ask: what those of a single injector would
   */
  record Popularity(
      List<User> users, QueryMix.Weights weights, double exponent, long seed, Share share) {}

  private Queries(
      QuerySet texts,
      Truths truths,
      Popularity popularity,
      double sampleShare,
      List<SearchRequest> simple,
      List<SearchRequest> hybrid) {
    this.texts = texts;
    this.truths = truths;
    this.popularity = popularity;
    this.sampleShare = sampleShare;
    this.simple = simple;
    this.hybrid = hybrid;
    this.mix =
        new QueryMix(
            texts.queries(),
            popularity.users(),
            popularity.weights(),
            popularity.exponent(),
            popularity.seed());
  }

  /**
   * {@return who answers, as the settings say}
   *
   * @param settings of the run
   */
  static StorageMode storage(Settings settings) {
    return settings.text(Parameter.STORAGE).equals("neo4j_only")
        ? StorageMode.STORAGE_NEO4J_ONLY
        : StorageMode.STORAGE_HYBRID;
  }

  /**
   * {@return the queries of a run}
   *
   * @param settings of the run
   * @param weights of the query types
   */
  public static Queries of(Settings settings, QueryMix.Weights weights) {
    StorageMode storage = storage(settings);
    int k = Math.toIntExact(settings.whole(Parameter.K));
    int tenants = Math.toIntExact(settings.whole(Parameter.TENANTS));
    double sampleShare = settings.number(Parameter.RECALL_SAMPLE);
    boolean personal = weights.complex() > 0 && sampleShare > 0;
    int depth = personal ? PlanRules.hybridCandidates(k) : k;
    HeldFilms held = HeldFilms.of(settings);
    QuerySet texts = held.queries(settings, k, depth);
    Dataset data = held.dataset();
    // The first user of each tenant, then the second of each..: who is popular has a namesake who
    // is.
    List<User> users =
        data.users(tenants).stream().sorted(Comparator.comparingInt(User::number)).toList();
    int rules = Math.toIntExact(settings.whole(Parameter.RULES));
    return of(
        texts,
        new Truths(
            texts, personal ? new PersonalTruth(data, data.policies(tenants, rules), texts) : null),
        new Popularity(
            users,
            weights,
            settings.number(Parameter.ZIPF),
            settings.whole(Parameter.SEED),
            settings.share()),
        k,
        storage,
        sampleShare);
  }

  /**
   * {@return the labels of the queries of a mix: simple, hybrid, complex}
   *
   * @param weights of the mix
   */
  public static Set<String> labels(QueryMix.Weights weights) {
    Set<String> labels = new HashSet<>();
    for (QueryType type : QueryType.values()) {
      if (weights.of(type) > 0) {
        labels.add(label(type));
      }
    }
    return labels;
  }

  /** {@return the labels of these queries} */
  public Set<String> labels() {
    return labels(popularity.weights());
  }

  private static String label(QueryType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  /**
   * {@return whether a series can be recorded of answers to a query: no graph and no policy is in
   * those to a simple one, no policy in those to a hybrid one}
   *
   * @param label of the query; of others nothing is known
   * @param series its name
   */
  public static boolean mayHave(String label, String series) {
    boolean simple = label.equals(label(QueryType.SIMPLE));
    return switch (series) {
      case Series.STAGE_GRAPH, Series.CACHE_GRAPH -> !simple;
      case Series.STAGE_POLICY, Series.CACHE_POLICY ->
          !simple && !label.equals(label(QueryType.HYBRID));
      default -> true;
    };
  }

  /**
   * {@return a number from 0 to less than 1 of an arrival's own, always the same}
   *
   * @param seed of the run
   * @param index of the arrival, from 0
   */
  public static double draw(long seed, long index) {
    // A stream of its own, so that what is drawn does not depend on what is asked.
    long mixed = new SplittableRandom(seed ^ ~index).nextLong();
    return (mixed >>> 11) * 0x1p-53;
  }

  static Queries of(
      QuerySet texts,
      Truths truths,
      Popularity popularity,
      int k,
      StorageMode storage,
      double sampleShare) {
    List<SearchRequest> simple = new ArrayList<>();
    List<SearchRequest> hybrid = new ArrayList<>();
    GraphOptions relationships =
        GraphOptions.newBuilder().setRelationships(true).setHops(1).build();
    for (Query query : texts.queries()) {
      SearchRequest.Builder request = SearchRequest.newBuilder().setK(k).setStorage(storage);
      for (float value : query.vector()) {
        request.addEmbedding(value);
      }
      simple.add(request.build());
      hybrid.add(request.setGraph(relationships).build());
    }
    return new Queries(texts, truths, popularity, sampleShare, simple, hybrid);
  }

  /**
   * The same queries, answered without caches: they are neither read nor filled.
   *
   * @param caches which
   * @return new queries
   */
  public Queries bypassing(Cache... caches) {
    List<Cache> all = List.of(caches);
    return changed((request, _) -> request.addAllBypassCaches(all));
  }

  /**
   * The same queries, answered by another storage than the settings say.
   *
   * @param storage which
   * @return new queries
   */
  public Queries answeredBy(StorageMode storage) {
    return changed((request, _) -> request.setStorage(storage));
  }

  /**
   * The same queries with their texts in them, which a system may search by while it has no
   * vectors; with vectors they change nothing.
   *
   * @return new queries
   */
  public Queries carryingTexts() {
    return changed((request, query) -> request.setQueryText(query.text()));
  }

  private interface Change {
    SearchRequest.Builder to(SearchRequest.Builder request, Query query);
  }

  /** Vectors are shared, not copied. */
  private Queries changed(Change change) {
    return new Queries(
        texts, truths, popularity, sampleShare, changed(simple, change), changed(hybrid, change));
  }

  private List<SearchRequest> changed(List<SearchRequest> requests, Change change) {
    return texts.queries().stream()
        .map(query -> change.to(requests.get(query.index()).toBuilder(), query).build())
        .toList();
  }

  /** {@return the exact answers} */
  Truths truths() {
    return truths;
  }

  /**
   * The same queries in another order, of other users.
   *
   * @param seed of what is drawn
   * @return new queries
   */
  Queries drawnBy(long seed) {
    return of(
        new Popularity(
            popularity.users(),
            popularity.weights(),
            popularity.exponent(),
            seed,
            popularity.share()));
  }

  private Queries of(Popularity other) {
    return new Queries(texts, truths, other, sampleShare, simple, hybrid);
  }

  /**
   * The same queries, asked by fewer users.
   *
   * @param count how many of the most popular users ask, at least 1
   * @return new queries
   */
  public Queries askedBy(int count) {
    List<User> few = popularity.users().subList(0, Math.min(count, popularity.users().size()));
    return of(
        new Popularity(
            few,
            popularity.weights(),
            popularity.exponent(),
            popularity.seed(),
            popularity.share()));
  }

  /**
   * A step that gives a virtual user its query, as the session attribute {@value #ATTRIBUTE}; and
   * to a share of them, spread evenly, the exact answer, with which {@code recallAtK} compares.
   *
   * @return the step
   */
  public ChainBuilder next() {
    return exec(this::give);
  }

  /** Gives a virtual user its query. */
  public Session give(Session session) {
    return give(session, popularity.share().inWhole(session.userId() - 1));
  }

  /** Gives a virtual user a query by its number. */
  public Session give(Session session, long index) {
    Planned planned = at(index);
    Session asking = session.set(ATTRIBUTE, planned);
    return isSampled(index)
        ? asking.set(GroundTruth.ATTRIBUTE, truths.of(planned.query(), planned.request()))
        : asking;
  }

  /**
   * {@return the query a virtual user was given}
   *
   * @param session the user's session
   */
  public static Planned of(Session session) {
    Planned planned = session.get(ATTRIBUTE);
    if (planned == null) {
      throw new IllegalStateException(
          "the scenario asks before it has a query: begin it with exec(queries().next())");
    }
    return planned;
  }

  /**
   * {@return which query a virtual user was given: its number among the shipped ones, and its text}
   *
   * @param session the user's session
   */
  public static String named(Session session) {
    Query query = of(session).query();
    return query.index() + ": " + query.text();
  }

  /**
   * {@return what arrival {@code index} asks}
   *
   * @param index from 0
   */
  public Planned at(long index) {
    QueryMix.Draw draw = mix.at(index);
    int text = draw.query().index();
    SearchRequest request = draw.type() == QueryType.SIMPLE ? simple.get(text) : hybrid.get(text);
    if (!draw.user().isAnonymous()) {
      request =
          request.toBuilder()
              .setTenantId(draw.user().tenantId())
              .setUserId(draw.user().userId())
              .build();
    }
    return new Planned(label(draw.type()), request, draw.query());
  }

  /**
   * A share of the arrivals, spread evenly and always the same. Nothing of it is in the request: a
   * system cannot tell whose answer is compared.
   */
  private boolean isSampled(long index) {
    long mixed = (index + popularity.seed()) * SAMPLE_SALT;
    mixed ^= mixed >>> 32;
    mixed *= SAMPLE_SALT;
    return (mixed >>> 11) * 0x1p-53 < sampleShare;
  }
}

package io.hybridperf.e2e.runs;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.movielens.User;
import io.hybridperf.feeders.movielens.UserPolicy;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A coordinator without stores that is right about the shipped queries: it looks their exact
 * answers up, and remembers what was written. A test overrides what shall be wrong.
 */
class HonestAnswers extends HybridCoordinatorGrpc.HybridCoordinatorImplBase {
  private static final int DEFAULT_K = 10;
  static final Dataset DATA = MovieLens.load();

  private final QuerySet texts = QuerySet.load();
  private final Map<User, UserPolicy> policies = new HashMap<>();
  private final Map<List<Float>, Query> queries = new HashMap<>();
  private final Map<Long, Content> written = new ConcurrentHashMap<>();
  private final AtomicLong events = new AtomicLong();
  private final Set<PolicyRef> cachedPolicies = ConcurrentHashMap.newKeySet();

  HonestAnswers() {
    for (Query query : texts.queries()) {
      queries.put(embedding(query.vector()), query);
    }
    DATA.policies().forEach(policy -> policies.put(policy.user(), policy));
  }

  /** {@return whether a search is for one of the shipped queries} */
  protected final boolean isQuery(SearchRequest request) {
    return queries.containsKey(request.getEmbeddingList());
  }

  /** {@return the answer to a search} */
  protected SearchResponse answer(SearchRequest request) {
    boolean baseline = request.getStorage() == StorageMode.STORAGE_NEO4J_ONLY;
    boolean seeded = request.getEmbeddingCount() == 0;
    boolean graph = request.getGraph().getRelationships() || seeded;
    SearchResponse.Builder answer =
        SearchResponse.newBuilder()
            .setStrategy(
                baseline
                    ? Strategy.STRATEGY_NEO4J_ONLY
                    : seeded
                        ? Strategy.STRATEGY_GRAPH_ONLY
                        : graph
                            ? Strategy.STRATEGY_HYBRID_SEQUENTIAL
                            : Strategy.STRATEGY_VECTOR_ONLY)
            .setStageMicros(
                StageMicros.newBuilder()
                    .setVector(baseline || seeded ? 0 : 30)
                    .setGraph(graph || baseline ? 20 : 0)
                    .setAggregation(5)
                    .setTotal(60))
            .addAllHits(hits(request, graph));
    if (!request.getUserId().isEmpty()) {
      PolicyRef policy =
          PolicyRef.newBuilder()
              .setTenantId(request.getTenantId())
              .setUserId(request.getUserId())
              .setContext(request.getContext().isEmpty() ? "default" : request.getContext())
              .build();
      boolean bypassed = request.getBypassCachesList().contains(Cache.CACHE_POLICY);
      answer.setPolicy(policy);
      answer.setCacheUse(
          CacheUse.newBuilder()
              .setPolicyHit(!baseline && !bypassed && !cachedPolicies.add(policy)));
    }
    return answer.build();
  }

  private List<Hit> hits(SearchRequest request, boolean graph) {
    int k = request.getK() == 0 ? DEFAULT_K : request.getK();
    if (request.getFiltersCount() == 0 && request.getEmbeddingCount() > 0) {
      return ranked(query(request, k), request, k, graph);
    }
    return found(request.getFiltersList()).stream()
        .limit(k)
        .map(content ->
            Hit.newBuilder()
                .setContentId(content.getContentId())
                .setScore(1)
                .setVectorScore(1)
                .setTitle(graph ? content.getTitle() : "")
                .addAllGenres(content.getGenresList())
                .build())
        .toList();
  }

  /** {@return a film as a hit, with what the graph knows of it or without} */
  protected static Hit hit(Film film, float vectorScore, double score, boolean graph) {
    Hit.Builder hit =
        Hit.newBuilder().setContentId(film.id()).setScore(score).setVectorScore(vectorScore);
    if (graph) {
      hit.setTitle(film.title())
          .addAllGenres(film.genres())
          .addAllThemes(film.themes())
          .addAllMoods(film.moods())
          .addAllCulturalContexts(film.culturalContexts());
    }
    return hit.build();
  }

  /** {@return how similar a film is to what is asked} */
  protected final float trueScore(SearchRequest request, long filmId) {
    return (float) texts.trueScore(vector(request), filmId);
  }

  private static float[] vector(SearchRequest request) {
    float[] vector = new float[request.getEmbeddingCount()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = request.getEmbedding(i);
    }
    return vector;
  }

  /** Of a vector that is no query's the answer is computed. */
  private Query query(SearchRequest request, int k) {
    Query shipped = queries.get(request.getEmbeddingList());
    if (shipped != null) {
      return shipped;
    }
    return texts.withVector(texts.queries().getFirst(), vector(request), 2 * k);
  }

  private List<Hit> ranked(Query query, SearchRequest request, int k, boolean graph) {
    UserPolicy policy = policies.get(new User(request.getTenantId(), request.getUserId()));
    return IntStream.range(0, Math.min(policy == null ? k : 2 * k, query.trueIds().length))
        .mapToObj(rank -> {
          Film film = DATA.film(query.trueIds()[rank]).orElseThrow();
          float score = query.trueScores()[rank];
          return hit(film, score, policy == null ? score : score * weight(film, policy), graph);
        })
        .filter(hit -> hit.getScore() != 0)
        .sorted(Comparator.comparingDouble(Hit::getScore).reversed())
        .limit(k)
        .toList();
  }

  /** What a policy makes of a film's score; 0 if it is never shown. */
  private static double weight(Film film, UserPolicy policy) {
    boolean tooOld =
        film.releaseYear() > 0 && film.releaseYear() < policy.constraints().minReleaseYear();
    if (tooOld
        || film.genres().stream().anyMatch(policy.constraints().excludedGenres()::contains)) {
      return 0;
    }
    double weight = 1;
    for (String genre : film.genres()) {
      weight *= 1 + policy.genrePreferences().getOrDefault(genre, 0.0);
    }
    for (String theme : film.themes()) {
      weight *= 1 + policy.themePreferences().getOrDefault(theme, 0.0) / 2;
    }
    return weight;
  }

  /** {@return the written contents for which all filters hold; none without a filter} */
  protected List<Content> found(List<Filter> filters) {
    return filters.isEmpty()
        ? List.of()
        : written.values().stream()
            .filter(content -> filters.stream().allMatch(filter -> holds(filter, content)))
            .toList();
  }

  /** Keeps a content, so that it is found from now on. */
  protected void write(Content content) {
    written.put(content.getContentId(), content);
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
    reply(observer, answer(request));
  }

  @Override
  public void ingest(IngestRequest request, StreamObserver<IngestResponse> observer) {
    IngestResponse.Builder answer = IngestResponse.newBuilder();
    for (Content content : request.getItemsList()) {
      write(content);
      answer.addContentIds(content.getContentId());
    }
    reply(observer, answer.build());
  }

  @Override
  public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> observer) {
    FeedbackResponse.Builder answer = FeedbackResponse.newBuilder();
    request.getEventsList().forEach(event -> answer.addEventIds(events.incrementAndGet()));
    reply(observer, answer.build());
  }

  private static boolean holds(Filter filter, Content content) {
    if (filter.getField().equals("popularity")) {
      return content.getPopularity() >= filter.getRange().getMin()
          && content.getPopularity() <= filter.getRange().getMax();
    }
    List<String> values =
        switch (filter.getField()) {
          case "genre" -> content.getGenresList();
          case "mood" -> content.getMoodsList();
          default -> throw new IllegalArgumentException("not known here: " + filter.getField());
        };
    return !values.isEmpty() && filter.getIn().getValuesList().contains(values.getFirst());
  }

  private static List<Float> embedding(float[] vector) {
    SearchRequest.Builder request = SearchRequest.newBuilder();
    for (float value : vector) {
      request.addEmbedding(value);
    }
    return request.build().getEmbeddingList();
  }

  private static <T> void reply(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}

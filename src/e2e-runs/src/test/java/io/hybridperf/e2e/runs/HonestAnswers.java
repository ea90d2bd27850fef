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
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A coordinator without stores that is right about the shipped queries: it looks their exact
 * answers up, and remembers what was written. A test overrides what shall be wrong.
 */
class HonestAnswers extends HybridCoordinatorGrpc.HybridCoordinatorImplBase {
  private static final int DEFAULT_K = 10;

  private final Map<List<Float>, Query> queries = new HashMap<>();
  private final Map<Long, Content> written = new ConcurrentHashMap<>();
  private final AtomicLong events = new AtomicLong();
  private final Set<PolicyRef> cachedPolicies = ConcurrentHashMap.newKeySet();

  HonestAnswers() {
    for (Query query : QuerySet.load().queries()) {
      queries.put(embedding(query.vector()), query);
    }
  }

  /** {@return the answer to a search} */
  protected SearchResponse answer(SearchRequest request) {
    int k = request.getK() == 0 ? DEFAULT_K : request.getK();
    boolean graph = request.getGraph().getRelationships();
    SearchResponse.Builder answer =
        SearchResponse.newBuilder()
            .setStrategy(
                graph ? Strategy.STRATEGY_HYBRID_SEQUENTIAL : Strategy.STRATEGY_VECTOR_ONLY)
            .setStageMicros(
                StageMicros.newBuilder()
                    .setVector(30)
                    .setGraph(graph ? 20 : 0)
                    .setAggregation(5)
                    .setTotal(60));
    found(request.getFiltersList()).stream()
        .limit(k)
        .forEach(content ->
            answer.addHits(
                Hit.newBuilder()
                    .setContentId(content.getContentId())
                    .setScore(1)
                    .setVectorScore(1)
                    .setTitle(graph ? content.getTitle() : "")));
    Query query = queries.get(request.getEmbeddingList());
    if (query != null) {
      for (int rank = 0; rank < Math.min(k, query.trueIds().length); rank++) {
        answer.addHits(
            Hit.newBuilder()
                .setContentId(query.trueIds()[rank])
                .setScore(query.trueScores()[rank])
                .setVectorScore(query.trueScores()[rank]));
        if (request.getReturnVectorCandidates()) {
          answer.addVectorCandidates(
              VectorCandidate.newBuilder()
                  .setContentId(query.trueIds()[rank])
                  .setScore(query.trueScores()[rank]));
        }
      }
    }
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
          CacheUse.newBuilder().setPolicyHit(!bypassed && !cachedPolicies.add(policy)));
    }
    return answer.build();
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

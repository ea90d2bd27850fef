package io.hybridperf.coordinator.server;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.ResultCache;
import io.hybridperf.coordinator.cache.ResultKey;
import io.hybridperf.coordinator.config.Storage;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics.Call;
import io.hybridperf.coordinator.request.FeedbackRules;
import io.hybridperf.coordinator.request.IngestRules;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.search.SearchEngine;
import io.hybridperf.coordinator.search.SearchPlan;
import io.hybridperf.coordinator.write.FeedbackWriter;
import io.hybridperf.coordinator.write.IngestWriter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The API. Requests are checked, and answered from the result cache, on the network's own thread,
 * which is cheaper than any hand-off; what has to ask a store goes to a virtual thread.
 */
public final class CoordinatorService extends HybridCoordinatorGrpc.HybridCoordinatorImplBase {

  private static final Status NO_EMBEDDINGS =
      Status.FAILED_PRECONDITION.withDescription(
          "storage: Neo4j does not answer alone here, it is not given embeddings (coordinator.neo4j.embeddings)");

  private final SearchEngine engine;
  private final IngestWriter ingestWriter;
  private final FeedbackWriter feedbackWriter;
  private final ResultCache results;
  private final RequestExecutor executor;
  private final int dimension;
  private final Storage storage;
  private final boolean answersAlone;

  /**
   * Wires the API to what answers it.
   *
   * @param dimension of the collection
   * @param storage what answers requests that do not say
   * @param answersAlone whether the graph store is kept able to answer without the vector store
   */
  public CoordinatorService(
      SearchEngine engine,
      IngestWriter ingestWriter,
      FeedbackWriter feedbackWriter,
      ResultCache results,
      RequestExecutor executor,
      int dimension,
      Storage storage,
      boolean answersAlone) {
    this.engine = engine;
    this.ingestWriter = ingestWriter;
    this.feedbackWriter = feedbackWriter;
    this.results = results;
    this.executor = executor;
    this.dimension = dimension;
    this.storage = storage;
    this.answersAlone = answersAlone;
  }

  @Override
  public void search(SearchRequest asked, StreamObserver<SearchResponse> out) {
    long arrival = System.nanoTime();
    RequestExecutor.Execution<SearchResponse> execution = executor.begin(Call.SEARCH, arrival, out);
    SearchRequest request;
    SearchPlan plan;
    try {
      request = TenantScope.of(Authentication.TENANT.get(), asked);
      plan = SearchPlan.of(request, dimension, storage);
    } catch (InvalidRequestException e) {
      execution.fail(e);
      return;
    } catch (StatusException e) {
      execution.fail(e.getStatus());
      return;
    }
    if (plan.strategy() == Strategy.STRATEGY_NEO4J_ONLY && !answersAlone) {
      execution.fail(NO_EMBEDDINGS);
      return;
    }
    execution.strategy(plan.strategy());
    Deadline deadline = execution.deadline();
    if (!plan.cacheable()) {
      execution.run(
          () -> searched(execution, engine.search(plan, deadline, arrival, execution.trace())));
      return;
    }
    long looked = System.nanoTime();
    ResultKey key =
        ResultKey.of(request, plan.k(), plan.strategy() == Strategy.STRATEGY_NEO4J_ONLY);
    Optional<SearchResponse> cached = results.find(key);
    if (cached.isPresent()) {
      execution.strategy(Strategy.STRATEGY_CACHED);
      execution.answer(fromCache(cached.get(), arrival, looked));
      return;
    }
    long epoch = results.epoch();
    execution.run(() -> {
      SearchResponse answer = engine.search(plan, deadline, arrival, execution.trace());
      if (answer.getDegradedCount() == 0) {
        results.put(key, answer, epoch);
      }
      return searched(execution, answer);
    });
  }

  /** What was planned is not always what could be done. */
  private static SearchResponse searched(
      RequestExecutor.Execution<SearchResponse> execution, SearchResponse answer) {
    execution.strategy(answer.getStrategy());
    return answer;
  }

  private static SearchResponse fromCache(SearchResponse kept, long arrival, long looked) {
    SearchResponse.Builder answer =
        kept.toBuilder()
            .setStrategy(Strategy.STRATEGY_CACHED)
            .setCacheHit(true)
            .setCacheUse(CacheUse.getDefaultInstance());
    long now = System.nanoTime();
    return answer
        .setStageMicros(
            StageMicros.newBuilder()
                .setAggregation(atLeastOne(TimeUnit.NANOSECONDS.toMicros(now - looked)))
                .setTotal(atLeastOne(TimeUnit.NANOSECONDS.toMicros(now - arrival))))
        .build();
  }

  private static long atLeastOne(long micros) {
    return Math.max(1, micros);
  }

  @Override
  public void ingest(IngestRequest request, StreamObserver<IngestResponse> out) {
    RequestExecutor.Execution<IngestResponse> execution =
        executor.begin(Call.INGEST, System.nanoTime(), out);
    try {
      TenantScope.requireNone(Authentication.TENANT.get());
    } catch (StatusException e) {
      execution.fail(e.getStatus());
      return;
    }
    execution.run(() -> {
      // Here, since it may look at millions of numbers.
      IngestRules.check(request, dimension);
      return ingestWriter.ingest(request, execution.deadline());
    });
  }

  @Override
  public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> out) {
    RequestExecutor.Execution<FeedbackResponse> execution =
        executor.begin(Call.FEEDBACK, System.nanoTime(), out);
    FeedbackRequest scoped;
    try {
      scoped = TenantScope.of(Authentication.TENANT.get(), request);
      FeedbackRules.check(scoped);
    } catch (InvalidRequestException e) {
      execution.fail(e);
      return;
    } catch (StatusException e) {
      execution.fail(e.getStatus());
      return;
    }
    execution.run(() -> feedbackWriter.feedback(scoped, execution.deadline()));
  }
}

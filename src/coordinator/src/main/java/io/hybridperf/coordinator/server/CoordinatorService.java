package io.hybridperf.coordinator.server;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
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
import io.hybridperf.coordinator.metrics.CoordinatorMetrics;
import io.hybridperf.coordinator.metrics.CoordinatorMetrics.Call;
import io.hybridperf.coordinator.request.FeedbackRules;
import io.hybridperf.coordinator.request.IngestRules;
import io.hybridperf.coordinator.request.InvalidRequestException;
import io.hybridperf.coordinator.search.SearchEngine;
import io.hybridperf.coordinator.search.SearchPlan;
import io.hybridperf.coordinator.store.StoreException;
import io.hybridperf.coordinator.write.Writer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API. Requests are checked, and answered from the result cache, on the network's own thread,
 * which is cheaper than any hand-off; what has to ask a store goes to a virtual thread.
 */
public final class CoordinatorService extends HybridCoordinatorGrpc.HybridCoordinatorImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatorService.class);

  private final SearchEngine engine;
  private final Writer writer;
  private final ResultCache results;
  private final CoordinatorMetrics metrics;
  private final AdaptiveConcurrencyLimit limit;
  private final LoadShedding loadShedding;
  private final int dimension;
  private final Storage storage;
  private final long defaultDeadlineNanos;

  /**
   * Wires the API to what answers it.
   *
   * @param limit how much is taken on
   * @param retryAfter what rejected callers are told to wait
   * @param dimension of the collection
   * @param storage what answers requests that do not say
   * @param defaultDeadline for requests without one
   */
  public CoordinatorService(
      SearchEngine engine,
      Writer writer,
      ResultCache results,
      CoordinatorMetrics metrics,
      AdaptiveConcurrencyLimit limit,
      Duration retryAfter,
      int dimension,
      Storage storage,
      Duration defaultDeadline) {
    this.engine = engine;
    this.writer = writer;
    this.results = results;
    this.metrics = metrics;
    this.limit = limit;
    this.loadShedding = new LoadShedding(retryAfter);
    this.dimension = dimension;
    this.storage = storage;
    this.defaultDeadlineNanos = defaultDeadline.toNanos();
  }

  @Override
  public void search(SearchRequest asked, StreamObserver<SearchResponse> out) {
    long arrival = System.nanoTime();
    Exchange<SearchResponse> exchange = new Exchange<>(Call.SEARCH, arrival, out);
    SearchRequest request;
    SearchPlan plan;
    try {
      request = TenantScope.of(Authentication.TENANT.get(), asked);
      plan = SearchPlan.of(request, dimension, storage);
    } catch (InvalidRequestException e) {
      exchange.fail(e);
      return;
    } catch (StatusException e) {
      exchange.fail(e.getStatus());
      return;
    }
    exchange.strategy = plan.strategy();
    Deadline deadline = exchange.deadline;
    if (!plan.cacheable()) {
      exchange.run(() -> searched(exchange, engine.search(plan, deadline, arrival)));
      return;
    }
    long looked = System.nanoTime();
    ResultKey key =
        ResultKey.of(request, plan.k(), plan.strategy() == Strategy.STRATEGY_NEO4J_ONLY);
    Optional<SearchResponse> cached = results.find(key);
    if (cached.isPresent()) {
      exchange.strategy = Strategy.STRATEGY_CACHED;
      exchange.answer(fromCache(cached.get(), arrival, looked));
      return;
    }
    long epoch = results.epoch();
    exchange.run(() -> {
      SearchResponse answer = engine.search(plan, deadline, arrival);
      if (answer.getDegradedCount() == 0) {
        results.put(key, answer, epoch);
      }
      return searched(exchange, answer);
    });
  }

  /** What was planned is not always what could be done. */
  private static SearchResponse searched(Exchange<SearchResponse> exchange, SearchResponse answer) {
    exchange.strategy = answer.getStrategy();
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
    Exchange<IngestResponse> exchange = new Exchange<>(Call.INGEST, System.nanoTime(), out);
    try {
      TenantScope.requireNone(Authentication.TENANT.get());
    } catch (StatusException e) {
      exchange.fail(e.getStatus());
      return;
    }
    exchange.run(() -> {
      // Here, since it may look at millions of numbers.
      IngestRules.check(request, dimension);
      return writer.ingest(request, exchange.deadline);
    });
  }

  @Override
  public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> out) {
    Exchange<FeedbackResponse> exchange = new Exchange<>(Call.FEEDBACK, System.nanoTime(), out);
    FeedbackRequest scoped;
    try {
      scoped = TenantScope.of(Authentication.TENANT.get(), request);
      FeedbackRules.check(scoped);
    } catch (InvalidRequestException e) {
      exchange.fail(e);
      return;
    } catch (StatusException e) {
      exchange.fail(e.getStatus());
      return;
    }
    exchange.run(() -> writer.feedback(scoped, exchange.deadline));
  }

  private interface Work<T> {
    T run() throws StatusException, InvalidRequestException, StoreException;
  }

  /** One call's answer, given exactly once. */
  private final class Exchange<T extends Message> {

    private final Call call;
    private final long arrivalNanos;
    private final ServerCallStreamObserver<T> out;
    private final Deadline deadline;
    private Strategy strategy = Strategy.STRATEGY_UNSPECIFIED;

    Exchange(Call call, long arrivalNanos, StreamObserver<T> out) {
      this.call = call;
      this.arrivalNanos = arrivalNanos;
      this.out = (ServerCallStreamObserver<T>) out;
      Deadline asked = Context.current().getDeadline();
      this.deadline =
          asked == null ? Deadline.after(defaultDeadlineNanos, TimeUnit.NANOSECONDS) : asked;
    }

    /** Leaves the network's thread, unless there is too much in work already. */
    void run(Work<T> work) {
      if (!limit.tryAcquire(arrivalNanos)) {
        metrics.shed(call);
        fail(loadShedding.rejection());
        return;
      }
      Thread.ofVirtual()
          .start(() -> {
            limit.started(System.nanoTime() - arrivalNanos);
            try {
              answer(work);
            } finally {
              limit.release();
            }
          });
    }

    private void answer(Work<T> work) {
      T answer;
      try {
        answer = work.run();
      } catch (StatusException e) {
        fail(e.getStatus());
        return;
      } catch (InvalidRequestException e) {
        fail(e);
        return;
      } catch (StoreException e) {
        Status status = deadline.isExpired() ? Status.DEADLINE_EXCEEDED : Status.UNAVAILABLE;
        fail(status.withDescription(e.getMessage()));
        return;
      } catch (RuntimeException | Error e) {
        LOG.error("A {} failed on a defect of the coordinator", call, e);
        fail(Status.INTERNAL.withDescription("a defect of the coordinator; its log says more"));
        return;
      }
      answer(answer);
    }

    void answer(T answer) {
      boolean heard = !out.isCancelled();
      if (heard) {
        out.onNext(answer);
        out.onCompleted();
      }
      count(heard, Status.Code.OK);
    }

    void fail(InvalidRequestException e) {
      fail(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    }

    void fail(Status status) {
      fail(new StacklessStatusException(status));
    }

    private void fail(StacklessStatusException failure) {
      boolean heard = !out.isCancelled();
      if (heard) {
        out.onError(failure);
      }
      count(heard, failure.getStatus().getCode());
    }

    private void count(boolean heard, Status.Code code) {
      Status.Code seen = code;
      if (!heard) {
        seen = deadline.isExpired() ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED;
      }
      metrics.answered(call, strategy, seen, System.nanoTime() - arrivalNanos);
    }
  }
}

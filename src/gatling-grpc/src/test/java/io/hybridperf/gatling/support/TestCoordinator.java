package io.hybridperf.gatling.support;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.FeedbackResponse;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/**
 * A real gRPC server with the coordinator's API and no stores: its answers follow from the request,
 * and a test may have it fail or take its time.
 */
public final class TestCoordinator implements AutoCloseable {
  private static final Context.Key<String> TRACEPARENT = Context.key("traceparent");

  private final Server server;
  private final int port;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ConcurrentLinkedQueue<SearchRequest> searches = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<TracedSearch> traced = new ConcurrentLinkedQueue<>();
  private final Set<SocketAddress> peers = ConcurrentHashMap.newKeySet();
  private volatile BiConsumer<SearchRequest, StreamObserver<SearchResponse>> searching =
      (request, observer) -> answer(observer, answerTo(request));

  private TestCoordinator(int wantedPort, UnaryOperator<NettyServerBuilder> options) {
    HealthStatusManager health = new HealthStatusManager();
    try {
      server =
          options
              .apply(
                  NettyServerBuilder.forAddress(
                      new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort)))
              .addService(new Service())
              .addService(health.getHealthService())
              .intercept(new Listening())
              .build()
              .start();
      port = server.getPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one on any free port. */
  public static TestCoordinator start() {
    return start(0, options -> options);
  }

  /** Starts one with options, for example TLS. */
  public static TestCoordinator start(int port, UnaryOperator<NettyServerBuilder> options) {
    return new TestCoordinator(port, options);
  }

  /** The answer it gives to a request unless told otherwise: hits 1, 2, 3.. */
  public static SearchResponse answerTo(SearchRequest request) {
    SearchResponse.Builder answer = SearchResponse.newBuilder();
    int k = request.getK() == 0 ? 10 : request.getK();
    for (int rank = 0; rank < k; rank++) {
      answer.addHits(
          Hit.newBuilder()
              .setContentId(rank + 1)
              .setScore(1.0 / (rank + 1))
              .setTitle("secret title"));
    }
    boolean graph = request.getGraph().getRelationships();
    return answer
        .setStrategy(graph ? Strategy.STRATEGY_HYBRID_SEQUENTIAL : Strategy.STRATEGY_VECTOR_ONLY)
        .setStageMicros(
            StageMicros.newBuilder()
                .setVector(300)
                .setGraph(graph ? 500 : 0)
                .setAggregation(50)
                .setTotal(1_000))
        .build();
  }

  /** Has searches answered in another way. */
  public TestCoordinator answering(
      BiConsumer<SearchRequest, StreamObserver<SearchResponse>> other) {
    searching = other;
    return this;
  }

  /** Has searches answered otherwise. */
  public TestCoordinator answering(UnaryOperator<SearchResponse> change) {
    return answering((request, observer) -> answer(observer, change.apply(answerTo(request))));
  }

  /** Has searches fail, with a description that must not reach any report. */
  public TestCoordinator failing(Status.Code code) {
    return answering((request, observer) ->
        observer.onError(
            code.toStatus().withDescription("secret server text").asRuntimeException()));
  }

  /** Has searches answered late. */
  public TestCoordinator delaying(long millis) {
    return delaying(() -> millis);
  }

  /** Has each search answered late, by what is said when it comes. */
  public TestCoordinator delaying(LongSupplier millis) {
    return answering((request, observer) -> {
      var _ =
          timer.schedule(
              () -> answer(observer, answerTo(request)), millis.getAsLong(), TimeUnit.MILLISECONDS);
    });
  }

  private static <T> void answer(StreamObserver<T> observer, T answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Where it listens, as a target. */
  public String target() {
    return "127.0.0.1:" + port();
  }

  /** The searches so far. */
  public List<SearchRequest> searches() {
    return List.copyOf(searches);
  }

  /** The authorization header of each call; "none" where there is none. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** A search that came with a trace. */
  public record TracedSearch(SearchRequest request, String traceparent) {}

  /** The searches that came with a header traceparent. */
  public List<TracedSearch> traced() {
    return List.copyOf(traced);
  }

  /** How many connections calls came over. */
  public int connections() {
    return peers.size();
  }

  @Override
  public void close() {
    server.shutdownNow();
    timer.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Service extends HybridCoordinatorGrpc.HybridCoordinatorImplBase {
    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
      searches.add(request);
      String trace = TRACEPARENT.get();
      if (trace != null) {
        traced.add(new TracedSearch(request, trace));
      }
      searching.accept(request, observer);
    }

    @Override
    public void ingest(IngestRequest request, StreamObserver<IngestResponse> observer) {
      IngestResponse.Builder answer = IngestResponse.newBuilder();
      request.getItemsList().forEach(item -> answer.addContentIds(item.getContentId()));
      answer(observer, answer.build());
    }

    @Override
    public void feedback(FeedbackRequest request, StreamObserver<FeedbackResponse> observer) {
      FeedbackResponse.Builder answer = FeedbackResponse.newBuilder();
      request.getEventsList().forEach(event -> answer.addEventIds(event.getContentId() + 1_000));
      answer(observer, answer.build());
    }
  }

  private final class Listening implements ServerInterceptor {
    private static final Metadata.Key<String> TRACE =
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> AUTHORIZATION =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String authorization = headers.get(AUTHORIZATION);
      authorizations.add(authorization == null ? "none" : authorization);
      peers.add(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
      return Contexts.interceptCall(
          Context.current().withValue(TRACEPARENT, headers.get(TRACE)), call, headers, next);
    }
  }
}

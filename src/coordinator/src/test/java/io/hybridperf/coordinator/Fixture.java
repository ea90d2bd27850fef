package io.hybridperf.coordinator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.HybridCoordinatorGrpc.HybridCoordinatorBlockingStub;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;

/** A coordinator over stores in memory, and a client. */
final class Fixture implements AutoCloseable {

  private static final String TEST_SETTINGS =
      """
      coordinator.server.port = 0
      coordinator.metrics.port = 0
      coordinator.milvus.max-staleness = 0ms
      coordinator.readiness-interval = 100ms
      """;

  final FakeStores stores = new FakeStores();
  final Coordinator coordinator;
  final ManagedChannel channel;

  private Fixture(String settings) {
    for (int id = 1; id <= 60; id++) {
      stores.contents.put((long) id, content(id));
    }
    coordinator = Coordinator.start(config(settings), stores.stores());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", coordinator.port()).usePlaintext().build();
  }

  static Fixture start() {
    return new Fixture("");
  }

  static Fixture start(String settings) {
    return new Fixture(settings);
  }

  static CoordinatorConfig config(String settings) {
    Config config =
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseString(TEST_SETTINGS))
            .withFallback(ConfigFactory.load());
    return CoordinatorConfig.from(config.resolve());
  }

  /** The higher the id, the further from (1, 0, 0, 0). */
  static Content content(int id) {
    Content.Builder content =
        Content.newBuilder()
            .setContentId(id)
            .setTitle("Title " + id)
            .addAllEmbedding(List.of(1f, id / 100f, 0f, 0f))
            .addGenres(id % 2 == 0 ? "Drama" : "Comedy")
            .addGenres("Film")
            .addThemes(id % 3 == 0 ? "noir" : "space")
            .addMoods(id % 5 == 0 ? "dark" : "light")
            .addCulturalContexts(id % 7 == 0 ? "fr" : "us")
            .setPopularity(id / 100.0)
            .setReleaseYear(1950 + id);
    if (id > 1) {
      content.addEdges(
          Edge.newBuilder().setType(Edge.Type.SIMILAR_TO).setToContentId(id - 1).setStrength(0.5));
    }
    return content.build();
  }

  static SearchRequest.Builder query() {
    return SearchRequest.newBuilder().addAllEmbedding(List.of(1f, 0f, 0f, 0f));
  }

  HybridCoordinatorBlockingStub client() {
    return HybridCoordinatorGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  HybridCoordinatorBlockingStub client(String token) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
    return client().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  String metrics() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + coordinator.metricsPort() + "/metrics");
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  static StatusRuntimeException refused(Runnable call) {
    return Assertions.catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  /** Waits for a condition. */
  static void await(Callable<Boolean> condition) throws Exception {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.call()) {
      Assertions.assertThat(System.nanoTime()).isLessThan(giveUp);
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    coordinator.close();
  }
}

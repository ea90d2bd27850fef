package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stack's own coordinator offers beside the API, and that it is wired to its stores. */
@WithStack
class ServicesTest {
  private static Client client;
  private static URI metrics;

  @BeforeAll
  static void connect(RunningStack stack) throws Exception {
    client = Client.of(stack.coordinator());
    metrics = URI.create(stack.ready().get("metrics").asText());
    // The stack's coordinator gives its stores little time, and this machine may be busy.
    whenAnsweredInFull(TestData.near(5).build());
    whenAnsweredInFull(SearchRequest.newBuilder().setSeedContentId(1).build());
  }

  @AfterAll
  static void close() {
    client.close();
  }

  private static SearchResponse whenAnsweredInFull(SearchRequest request) throws Exception {
    return Eventually.get(
            Duration.ofSeconds(Client.PATIENCE_SECONDS),
            () -> {
              try {
                return Optional.of(client.search(request))
                    .filter(answer -> answer.getDegradedCount() == 0);
              } catch (StatusRuntimeException e) {
                return Optional.<SearchResponse>empty();
              }
            },
            Optional::isPresent)
        .orElseThrow();
  }

  @Test
  void theStacksOwnCoordinatorAnswersAsTheOracleSays() throws Exception {
    Oracle oracle = new Oracle(TestData.DATASET, Map.of());
    SearchRequest.Builder request =
        TestData.near(11).setTenantId("tenant-003").setUserId("user-7").setK(10);
    request.getGraphBuilder().setRelationships(true).setHops(2);
    request.setReturnVectorCandidates(true);

    Answers.assertRight(oracle, request.build(), whenAnsweredInFull(request.build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", HybridCoordinatorGrpc.SERVICE_NAME})
  void healthIsServing(String service) {
    assertThat(health(service)).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void theHealthOfAnUnknownServiceIsNotFound() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> health("no.such.Service"))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  private static ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    ServerReflectionResponse listed =
        reflect(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(listed.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(HybridCoordinatorGrpc.SERVICE_NAME, HealthGrpc.SERVICE_NAME);
  }

  @Test
  void reflectionDescribesTheApi() throws Exception {
    ServerReflectionResponse described =
        reflect(
            ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(HybridCoordinatorGrpc.SERVICE_NAME)
                .build());

    assertThat(described.getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
  }

  private static ServerReflectionResponse reflect(ServerReflectionRequest request)
      throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(client.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable reason) {
                    answer.completeExceptionally(reason);
                  }

                  @Override
                  public void onCompleted() {}
                });
    questions.onNext(request);
    questions.onCompleted();
    return answer.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hybrid_requests_total{status=\"ok\",strategy=\"hybrid_sequential\",type=\"search\"}",
        "hybrid_request_duration_seconds_bucket{strategy=\"vector_only\",type=\"search\",le=",
        "hybrid_request_duration_seconds_count{strategy=\"graph_only\",type=\"search\"}",
        "hybrid_stage_duration_seconds_count{stage=\"vector\"}",
        "hybrid_stage_duration_seconds_count{stage=\"graph\"}",
        "hybrid_stage_duration_seconds_count{stage=\"policy\"}",
        "hybrid_stage_duration_seconds_count{stage=\"aggregation\"}",
        "hybrid_cache_requests_total{cache=\"result\",result=\"miss\"}",
        "hybrid_cache_requests_total{cache=\"graph\",result=\"hit\"}",
        "hybrid_cache_requests_total{cache=\"policy\",result=\"miss\"}",
        "hybrid_cache_entries{cache=\"graph\"}",
        "hybrid_cache_size_bytes{cache=\"result\"}",
        "hybrid_pool_connections{pool=\"postgresql\",state=\"max\"}",
        "hybrid_pool_connections{pool=\"neo4j\",state=\"active\"}",
        "hybrid_pool_connections{pool=\"milvus\",state=\"idle\"}",
        "hybrid_pool_connections{pool=\"neo4j\",state=\"waiting\"} 0",
        "hybrid_store_up{store=\"milvus\"} 1",
        "hybrid_store_up{store=\"neo4j\"} 1",
        "hybrid_store_up{store=\"postgresql\"} 1",
        "hybrid_breaker_state{state=\"closed\",store=\"milvus\"} 1",
        "hybrid_breaker_state{state=\"open\",store=\"neo4j\"} 0",
        "hybrid_breaker_state{state=\"half_open\",store=\"postgresql\"} 0",
        "hybrid_breaker_rejected_total{store=\"neo4j\"}",
        "hybrid_shed_total{type=\"search\"} 0",
        "hybrid_shed_total{type=\"ingest\"} 0",
        "hybrid_shed_total{type=\"feedback\"} 0",
        "hybrid_requests_in_flight",
        "hybrid_requests_limit",
        "hybrid_outbox_entries 0",
        "hybrid_outbox_oldest_age_seconds 0",
        "jvm_memory_used_bytes{area=\"heap\"}",
        "jvm_threads_current",
        "jvm_gc_collection_seconds_count",
        "process_open_fds",
        "process_cpu_seconds_total",
      })
  void metricsAreExposed(String line) throws Exception {
    assertThat(Metrics.scrape(metrics)).contains("\n" + line);
  }

  @Test
  void everyMetricIsExplained() throws Exception {
    String page = Metrics.scrape(metrics);

    assertThat(page.lines().filter(line -> line.startsWith("# TYPE hybrid_")))
        .isNotEmpty()
        .allSatisfy(
            line -> assertThat(page).contains(line.replaceFirst("# TYPE (\\S+) .*", "# HELP $1 ")));
  }
}

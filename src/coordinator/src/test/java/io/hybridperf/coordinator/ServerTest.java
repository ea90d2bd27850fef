package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.coordinator.config.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerTest {

  @Test
  void readinessFollowsTheVectorStoreWhileLivenessStays() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      assertThat(fixture.health(HybridCoordinatorGrpc.SERVICE_NAME))
          .isEqualTo(ServingStatus.SERVING);
      fixture.stores.graph.mood = FakeStores.Mood.DOWN;
      fixture.stores.vectors.mood = FakeStores.Mood.DOWN;
      Fixture.await(
          () -> fixture.health(HybridCoordinatorGrpc.SERVICE_NAME) == ServingStatus.NOT_SERVING);
      assertThat(fixture.health("")).isEqualTo(ServingStatus.SERVING);
      fixture.stores.vectors.mood = FakeStores.Mood.WELL;
      Fixture.await(
          () -> fixture.health(HybridCoordinatorGrpc.SERVICE_NAME) == ServingStatus.SERVING);
    }
  }

  @Test
  void aCoordinatorOfNeo4jAloneIsReadyWithoutTheVectorStore() throws Exception {
    try (Fixture fixture = Fixture.start("coordinator.storage = neo4j_only")) {
      fixture.stores.vectors.mood = FakeStores.Mood.DOWN;
      Fixture.await(() -> fixture.metrics().contains("hybrid_store_up{store=\"milvus\"} 0.0"));
      assertThat(fixture.health(HybridCoordinatorGrpc.SERVICE_NAME))
          .isEqualTo(ServingStatus.SERVING);
      fixture.stores.graph.mood = FakeStores.Mood.DOWN;
      Fixture.await(
          () -> fixture.health(HybridCoordinatorGrpc.SERVICE_NAME) == ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void readinessIsWithdrawnBeforeRequestsAreRefused() throws Exception {
    try (Fixture fixture = Fixture.start("coordinator.server.drain-notice = 20s")) {
      Thread closing = Thread.ofVirtual().start(fixture.coordinator::close);

      Fixture.await(
          () -> fixture.health(HybridCoordinatorGrpc.SERVICE_NAME) == ServingStatus.NOT_SERVING);

      assertThat(fixture.health("")).isEqualTo(ServingStatus.SERVING);
      assertThat(fixture.client().search(query().build()).getHitsCount()).isPositive();
      closing.interrupt();
      closing.join();
    }
  }

  @Test
  void requestsWithoutADeadlineGetTheConfiguredOne() {
    try (Fixture fixture = Fixture.start("coordinator.server.default-deadline = 50ms")) {
      fixture.stores.vectors.mood = FakeStores.Mood.HANGING;
      assertThat(
              Fixture.refused(() ->
                      HybridCoordinatorGrpc.newBlockingStub(fixture.channel)
                          .search(query().build()))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void onlyCallsWithTheTokenAreServedButHealthNeedsNone(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
    try (Fixture fixture = Fixture.start("coordinator.server.token-file = \"" + file + "\"")) {
      assertThat(fixture.client("s3cret").search(query().build()).getHitsList()).isNotEmpty();
      for (String wrong : new String[] {"", "s3cre", "s3cret2"}) {
        assertThat(
                Fixture.refused(() -> fixture.client(wrong).search(query().build()))
                    .getStatus()
                    .getCode())
            .isEqualTo(Status.Code.UNAUTHENTICATED);
      }
      assertThat(Fixture.refused(() -> fixture.client().search(query().build())).getStatus())
          .extracting(Status::getCode)
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(fixture.health("")).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void metricsCountRequestsStagesCachesAndStores() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      SearchResponse answer = fixture.client().search(query().build());
      assertThat(answer.getHitsList()).isNotEmpty();
      fixture.client().search(query().build());
      Fixture.refused(() -> fixture.client().search(query().setK(-1).build()));
      Fixture.await(() ->
          fixture
              .metrics()
              .contains(
                  "hybrid_requests_total{status=\"invalid_argument\",strategy=\"none\",type=\"search\"} 1.0"));
      assertThat(fixture.metrics())
          .contains(
              "hybrid_requests_total{status=\"ok\",strategy=\"vector_only\",type=\"search\"} 1.0",
              "hybrid_requests_total{status=\"ok\",strategy=\"cached\",type=\"search\"} 1.0",
              "hybrid_request_duration_seconds_bucket{strategy=\"vector_only\",type=\"search\",le=",
              "hybrid_stage_duration_seconds_count{stage=\"vector\"} 1",
              "hybrid_cache_requests_total{cache=\"result\",result=\"hit\"} 1.0",
              "hybrid_cache_entries{cache=\"result\"} 1.0",
              "hybrid_store_up{store=\"neo4j\"} 1.0",
              "jvm_memory_used_bytes");
    }
  }

  @Test
  void anAnswerThatNobodyWaitedForIsNotCountedAsOne() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      fixture.health(""); // So that the connection is there.
      fixture.stores.vectors.mood = FakeStores.Mood.HELD;
      assertThat(
              Fixture.refused(() ->
                      fixture
                          .client()
                          .withDeadlineAfter(1, TimeUnit.SECONDS)
                          .search(query().build()))
                  .getStatus()
                  .getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      fixture.stores.vectors.mood = FakeStores.Mood.WELL;
      Fixture.await(() -> fixture.metrics().contains(counted("deadline_exceeded")));

      fixture.stores.vectors.mood = FakeStores.Mood.HELD;
      ListenableFuture<SearchResponse> impatient =
          HybridCoordinatorGrpc.newFutureStub(fixture.channel)
              .withDeadlineAfter(10, TimeUnit.MINUTES)
              .search(query().setK(3).build());
      Fixture.await(() -> fixture.stores.vectors.calls.get() == 2);
      impatient.cancel(true);
      fixture.health(""); // On the same connection: the server knows by now.
      fixture.stores.vectors.mood = FakeStores.Mood.WELL;
      Fixture.await(() -> fixture.metrics().contains(counted("cancelled")));
      assertThat(fixture.metrics().lines())
          .filteredOn(line -> line.startsWith("hybrid_requests_total{status=\"ok\""))
          .isNotEmpty()
          .allMatch(line -> line.endsWith(" 0.0"));
    }
  }

  private static String counted(String status) {
    return "hybrid_requests_total{status=\"%s\",strategy=\"vector_only\",type=\"search\"} 1.0"
        .formatted(status);
  }

  @Test
  void aTakenPortIsOneLineNamingTheSetting() {
    try (Fixture fixture = Fixture.start()) {
      assertThatThrownBy(
              () -> Fixture.start("coordinator.server.port = " + fixture.coordinator.port()))
          .isInstanceOf(SettingException.class)
          .hasMessageStartingWith("coordinator.server: cannot listen on 127.0.0.1:")
          .hasMessageNotContaining("\n");
    }
  }
}

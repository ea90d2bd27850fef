package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to requests past the limit. */
class SheddingTest {
  private static final int LIMIT = 3;

  private final Fixture fixture =
      Fixture.start(
          """
          coordinator.limits { max-in-flight = %s, min-in-flight = 1, retry-after = 40ms }
          """
              .formatted(LIMIT));
  private final List<FutureTask<SearchResponse>> inWork = new ArrayList<>();

  @AfterEach
  void stop() {
    fixture.close();
  }

  /** Fills the limit with requests that end by their deadline, flagged as degraded. */
  private void fill(int seconds) throws Exception {
    fixture.stores.policyStore.mood = FakeStores.Mood.HANGING;
    for (int i = 0; i < LIMIT; i++) {
      FutureTask<SearchResponse> search =
          new FutureTask<>(() ->
              HybridCoordinatorGrpc.newBlockingStub(fixture.channel)
                  .withDeadlineAfter(seconds, TimeUnit.SECONDS)
                  .search(
                      query()
                          .setTenantId("t")
                          .setUserId("u")
                          .addBypassCaches(Cache.CACHE_POLICY)
                          .build()));
      Thread.ofVirtual().start(search);
      inWork.add(search);
    }
    while (fixture.stores.policyStore.calls.get() < LIMIT) {
      Thread.sleep(5);
    }
  }

  @Test
  void whoIsTurnedAwayIsToldWhenToComeBack() throws Exception {
    fill(20);

    StatusRuntimeException refused =
        Fixture.refused(() -> fixture.client().search(query().build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.getStatus().getDescription())
        .matches("too many requests are in work; retry in \\d+ ms");
    assertThat(retryMillis(refused)).isBetween(20L, 60L);
    assertThat(refused.getTrailers().get(key("grpc-retry-pushback-ms")))
        .isEqualTo(Long.toString(retryMillis(refused)));
    assertThat(fixture.metrics())
        .contains(
            "hybrid_shed_total{type=\"search\"} 1.0",
            "hybrid_requests_in_flight " + LIMIT + ".0",
            "hybrid_requests_limit " + LIMIT + ".0",
            "status=\"resource_exhausted\",strategy=\"vector_only\",type=\"search\"} 1.0");
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  private static long retryMillis(StatusRuntimeException refused)
      throws InvalidProtocolBufferException {
    RetryInfo info = StatusProto.fromThrowable(refused).getDetails(0).unpack(RetryInfo.class);
    return info.getRetryDelay().getSeconds() * 1000 + info.getRetryDelay().getNanos() / 1_000_000;
  }

  @Test
  void healthAndCachedAnswersAreNeverTurnedAway() throws Exception {
    fixture.client().search(query().build());
    fill(20);

    assertThat(fixture.health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(fixture.health(HybridCoordinatorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
    assertThat(fixture.client().search(query().build()).getCacheHit()).isTrue();
    assertThat(Fixture.refused(() -> fixture.client().search(query().setK(-1).build())).getStatus())
        .extracting(Status::getCode)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(
            Fixture.refused(() -> fixture.client().feedback(FeedbackRequest.getDefaultInstance()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void whatWasTakenOnIsAnsweredAndMakesRoom() throws Exception {
    fill(1);

    for (FutureTask<SearchResponse> search : inWork) {
      assertThat(search.get(60, TimeUnit.SECONDS).getHitsCount()).isPositive();
    }
    assertThat(fixture.client().search(query().build()).getHitsCount()).isPositive();
  }

  @Test
  void aClientThatRetriesWaitsAsItWasTold() throws Exception {
    fill(20);
    Map<String, Object> retries =
        Map.of(
            "methodConfig",
            List.of(
                Map.of(
                    "name",
                    List.of(Map.of("service", HybridCoordinatorGrpc.SERVICE_NAME)),
                    "retryPolicy",
                    Map.of(
                        "maxAttempts",
                        5.0,
                        "initialBackoff",
                        "3600s",
                        "maxBackoff",
                        "3600s",
                        "backoffMultiplier",
                        1.0,
                        "retryableStatusCodes",
                        List.of("RESOURCE_EXHAUSTED")))));
    ManagedChannel patient =
        NettyChannelBuilder.forAddress("127.0.0.1", fixture.coordinator.port())
            .usePlaintext()
            .enableRetry()
            .maxRetryAttempts(5)
            .defaultServiceConfig(retries)
            .build();
    try {
      // Its own backoff is an hour: only the server's word makes it try again sooner.
      StatusRuntimeException refused =
          Fixture.refused(() ->
              HybridCoordinatorGrpc.newBlockingStub(patient)
                  .withDeadlineAfter(60, TimeUnit.SECONDS)
                  .search(query().build()));

      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(fixture.metrics()).contains("hybrid_shed_total{type=\"search\"} 5.0");
    } finally {
      patient.shutdownNow();
    }
  }
}

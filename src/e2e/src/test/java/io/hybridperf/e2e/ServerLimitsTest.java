package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static io.hybridperf.e2e.EveryStore.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the server takes of one connection. */
@WithStack
class ServerLimitsTest {
  private static final int MAX_BYTES = 64 * 1024;

  @Test
  void aRequestThatIsTooLargeIsRefusedAndTheNextIsServed(RunningStack stack) throws Exception {
    try (OwnCoordinator coordinator =
        OwnCoordinator.start(
            StoreAddresses.of(stack), Map.of("server.max-request-bytes", MAX_BYTES))) {
      // Refused for its size alone if it is too large: without an embedding nothing is stored.
      assertThat(outcome(() -> coordinator.client().ingest(ofBytes(MAX_BYTES))))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(outcome(() -> coordinator.client().ingest(ofBytes(MAX_BYTES + 1))))
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(coordinator.client().search(PERSONAL).getHitsCount()).isPositive();
    }
  }

  private static IngestRequest ofBytes(int bytes) {
    IngestRequest request = titled(bytes);
    request = titled(bytes - (request.getSerializedSize() - bytes));
    assertThat(request.getSerializedSize()).isEqualTo(bytes);
    return request;
  }

  private static IngestRequest titled(int length) {
    return IngestRequest.newBuilder()
        .addItems(Content.newBuilder().setContentId(1).setTitle("x".repeat(length)))
        .build();
  }

  @Test
  void callsOfAConnectionPastTheLimitWaitAtTheClient(RunningStack stack) throws Exception {
    try (StoreLinks links = StoreLinks.to(StoreAddresses.of(stack));
        OwnCoordinator coordinator =
            OwnCoordinator.start(
                links.addresses(), Map.of("server.max-concurrent-calls-per-connection", 2));
        ExecutorService callers = Executors.newCachedThreadPool()) {
      EveryStore.assertFullAgain(coordinator.client());
      links.silence("neo4j");
      List<Future<Status.Code>> calls = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        calls.add(callers.submit(() -> outcome(() -> coordinator.client().search(PERSONAL))));
      }
      Eventually.get(
          EveryStore.PATIENCE,
          () ->
              Metrics.value(Metrics.scrape(coordinator.metricsPort()), "hybrid_requests_in_flight")
                  .orElse(0),
          inWork -> inWork == 2);

      // A health check waits for no store, so what this one waits for is its turn.
      assertThat(outcome(() -> health(coordinator.client(), 1)))
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      try (Client other = Client.of(coordinator.address())) {
        assertThat(outcome(() -> health(other, Client.PATIENCE_SECONDS))).isEqualTo(Status.Code.OK);
      }

      links.restore("neo4j");
      for (Future<Status.Code> call : calls) {
        assertThat(call.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(Status.Code.OK);
      }
      assertThat(outcome(() -> health(coordinator.client(), Client.PATIENCE_SECONDS)))
          .isEqualTo(Status.Code.OK);
    }
  }

  private static void health(Client client, long seconds) {
    HealthGrpc.newBlockingStub(client.channel())
        .withDeadlineAfter(seconds, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance());
  }
}

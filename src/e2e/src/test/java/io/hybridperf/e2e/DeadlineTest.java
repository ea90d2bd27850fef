package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to requests that have no time. */
@WithStack
class DeadlineTest {
  private static final int REQUESTS = 60;
  private static final int CALLERS = 20;

  /** Takes longer than a millisecond on any machine: 150 contents with related ones, uncached. */
  private static final SearchRequest LONG =
      TestData.near(7)
          .setK(50)
          .setTenantId("tenant-000")
          .setUserId("user-1")
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .addBypassCaches(Cache.CACHE_GRAPH)
          .addBypassCaches(Cache.CACHE_POLICY)
          .build();

  private OwnCoordinator coordinator;
  private StoreAddresses stores;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  private static Status status(Callable<?> call) throws Exception {
    try {
      call.call();
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  private static List<Status.Code> many(Callable<?> call) throws Exception {
    List<Status.Code> codes = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<Status>> calls = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        calls.add(callers.submit(() -> status(call)));
      }
      for (Future<Status> running : calls) {
        codes.add(running.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).getCode());
      }
    }
    return codes;
  }

  @Test
  void aMillisecondIsTooShortAndSaysSo() throws Exception {
    assertThat(many(() -> coordinator.client().within(1, TimeUnit.MILLISECONDS).search(LONG)))
        .hasSize(REQUESTS)
        .containsOnly(Status.Code.DEADLINE_EXCEEDED);
  }

  /**
   * With only the header the client does not watch the time: what ends the call is the server,
   * whose transport may turn its DEADLINE_EXCEEDED into a cancelled stream.
   */
  @Test
  void theServerItselfEndsACallThatIsOverdue() throws Exception {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), "1m");
    var stub =
        HybridCoordinatorGrpc.newBlockingStub(coordinator.client().channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

    assertThat(many(() -> stub.search(LONG)))
        .hasSize(REQUESTS)
        .containsAnyOf(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED)
        .isSubsetOf(Status.Code.DEADLINE_EXCEEDED, Status.Code.CANCELLED);
  }

  @Test
  void overdueRequestsLeaveNothingBehind() throws Exception {
    many(() -> coordinator.client().within(1, TimeUnit.MILLISECONDS).search(LONG));

    SearchRequest request = LONG.toBuilder().setReturnVectorCandidates(true).build();
    Answers.assertRight(
        new Oracle(TestData.DATASET, Map.of()), request, coordinator.client().search(request));
    coordinator.assertNothingInWork();
  }

  @Test
  void aRequestWithoutADeadlineGetsTheConfiguredOne() throws Exception {
    try (OwnCoordinator hasty =
        OwnCoordinator.start(stores, Map.of("server.default-deadline", "1ms"))) {
      var stub = HybridCoordinatorGrpc.newBlockingStub(hasty.client().channel());

      assertThat(status(() -> stub.search(LONG)).getCode())
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }
}

package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static io.hybridperf.e2e.EveryStore.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of requests in work when the coordinator's process is told to stop. */
@WithStack
class ShutdownTest {
  private static final long ID = 7_200_000_000L;
  // Of a process that SIGTERM ended: 128 and the signal's number.
  private static final int TERMINATED = 143;
  private static final Map<String, String> PATIENT =
      Map.of(
          "milvus.timeout", "50s",
          "neo4j.timeout", "50s",
          "postgresql.timeout", "50s",
          "milvus.write-timeout", "50s",
          "neo4j.write-timeout", "50s",
          "postgresql.write-timeout", "50s",
          "breaker.minimum-calls", "10000");
  private static final IngestRequest INGEST =
      IngestRequest.newBuilder()
          .addItems(
              Content.newBuilder()
                  .setContentId(ID)
                  .setTitle("the last one")
                  .addAllEmbedding(PERSONAL.getEmbeddingList()))
          .build();

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private StoreAddresses stores;
  private StoreLinks links;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    links = StoreLinks.to(stores);
  }

  @AfterEach
  void close() throws Exception {
    callers.close();
    links.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.awaitEmptyOutbox();
      leftovers.removeContent(List.of(ID));
    }
  }

  private static CoordinatorProcess start(StoreAddresses stores, String drainTimeout)
      throws Exception {
    Map<String, String> settings = new HashMap<>(PATIENT);
    settings.put("server.drain-timeout", drainTimeout);
    return CoordinatorProcess.start(stores, settings);
  }

  private static void awaitInWork(CoordinatorProcess coordinator, int requests) throws Exception {
    Eventually.get(
        EveryStore.PATIENCE,
        () ->
            Metrics.value(Metrics.scrape(coordinator.metricsPort()), "hybrid_requests_in_flight")
                .orElse(0),
        inWork -> inWork == requests);
  }

  @Test
  void theyAreFinishedAndNewOnesRefused() throws Exception {
    try (CoordinatorProcess coordinator = start(links.addresses(), "50s");
        Leftovers leftovers = new Leftovers(stores)) {
      EveryStore.assertFullAgain(coordinator.client());
      // Both are in work until the graph is back.
      links.silence("neo4j");
      Future<IngestResponse> ingest = callers.submit(() -> coordinator.client().ingest(INGEST));
      Future<SearchResponse> search = callers.submit(() -> coordinator.client().search(PERSONAL));
      awaitInWork(coordinator, 2);
      assertThat(leftovers.keptIngests()).isOne();

      coordinator.terminate();

      try (Client late = Client.of(coordinator.address())) {
        Eventually.get(
            EveryStore.PATIENCE,
            () -> outcome(() -> late.search(SearchRequest.getDefaultInstance())),
            Status.Code.UNAVAILABLE::equals);
      }
      assertThat(ingest.isDone()).isFalse();
      assertThat(search.isDone()).isFalse();
      links.restore("neo4j");
      assertThat(ingest.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).getContentIdsList())
          .containsExactly(ID);
      Answers.assertRight(
          EveryStore.ORACLE, PERSONAL, search.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertThat(coordinator.awaitExit()).isEqualTo(TERMINATED);
      assertThat(leftovers.keptIngests()).isZero();
    }
  }

  @Test
  void theyAreCutWhenTheTimeForThatIsOver() throws Exception {
    try (CoordinatorProcess coordinator = start(links.addresses(), "300ms")) {
      EveryStore.assertFullAgain(coordinator.client());
      links.silence("neo4j");
      Future<Status.Code> search =
          callers.submit(() -> outcome(() -> coordinator.client().search(PERSONAL)));
      awaitInWork(coordinator, 1);

      coordinator.terminate();

      // Its own time, and the stores', would have ended in DEADLINE_EXCEEDED or without the graph.
      assertThat(search.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
      assertThat(coordinator.awaitExit()).isEqualTo(TERMINATED);
    }
  }
}

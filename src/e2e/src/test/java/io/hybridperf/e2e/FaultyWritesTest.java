package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static io.hybridperf.e2e.EveryStore.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of writes without one of the stores, and while all are slow. */
@WithStack
class FaultyWritesTest {
  private static final String TENANT = "e2e-faults";
  private static final Content ITEM =
      Content.newBuilder()
          .setContentId(7_000_000_000L)
          .setTitle("in time or never")
          .addAllEmbedding(PERSONAL.getEmbeddingList())
          .addGenres("Drama")
          .addEdges(
              Edge.newBuilder()
                  .setType(Edge.Type.SIMILAR_TO)
                  .setToContentId(TestData.DATASET.films().getFirst().id())
                  .setStrength(0.5))
          .build();
  private static final IngestRequest INGEST = IngestRequest.newBuilder().addItems(ITEM).build();
  private static final FeedbackRequest FEEDBACK =
      FeedbackRequest.newBuilder()
          .addEvents(
              FeedbackEvent.newBuilder().setTenantId(TENANT).setUserId("u").setEventType("click"))
          .build();

  private StoreAddresses stores;
  private StoreLinks links;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    links = StoreLinks.to(stores);
    Map<String, String> settings = new HashMap<>(OwnCoordinator.HASTY_READS);
    // The driver repeats a write to a Neo4j that is gone for as long as the write may take.
    settings.put("neo4j.write-timeout", "10s");
    settings.put("outbox-interval", "100ms");
    coordinator = OwnCoordinator.start(links.addresses(), settings);
    EveryStore.assertFullAgain(coordinator.client());
  }

  @AfterEach
  void close() throws Exception {
    links.restoreAll();
    try (Leftovers leftovers = new Leftovers(stores)) {
      // What was kept is written now that all stores are back, and removed after that.
      leftovers.awaitEmptyOutbox();
      leftovers.removeContent(List.of(ITEM.getContentId()));
      leftovers.removeEvents(TENANT);
    }
    coordinator.close();
    links.close();
  }

  @Test
  void feedbackThatCannotBeStoredIsNotAcknowledged() throws Exception {
    links.stop("postgresql");

    assertThat(outcome(() -> coordinator.client().feedback(FEEDBACK)))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  /** It will be written once the store is back; what counts is that nobody was told that it was. */
  @ParameterizedTest
  @ValueSource(strings = {"milvus", "neo4j"})
  void contentThatCannotBeStoredInBothStoresIsNotAcknowledged(String store) throws Exception {
    links.stop(store);

    assertThat(outcome(() -> coordinator.client().ingest(INGEST)))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  /** All stores answer later than reads wait, so an answer has to do without; a write need not. */
  @Test
  void aWriteHasTheTimeThatSlowStoresNeedWhenAReadDoesNot() throws Exception {
    for (String store : List.of("neo4j", "postgresql", "milvus")) {
      links.apply(store, "slow 400ms");
    }

    assertThat(coordinator.client().ingest(INGEST).getContentIdsList())
        .containsExactly(ITEM.getContentId());
    assertThat(coordinator.client().feedback(FEEDBACK).getEventIdsCount()).isOne();

    links.restore("milvus");
    SearchResponse answer =
        Eventually.get(EveryStore.PATIENCE, () -> answer(coordinator.client()), Optional::isPresent)
            .orElseThrow();
    assertThat(answer.getDegradedList())
        .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
  }

  private static Optional<SearchResponse> answer(Client client) {
    try {
      return Optional.of(client.search(PERSONAL));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }
}

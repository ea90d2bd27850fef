package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WriteTest {

  private final Fixture fixture = Fixture.start();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private static IngestRequest ingest(Content content) {
    return IngestRequest.newBuilder().addItems(content).build();
  }

  @Test
  void ingestedContentIsFoundThoughTheAnswerBeforeWasCached() {
    fixture.client().search(query().setK(1).build());
    Content nearest = Fixture.content(1).toBuilder().setContentId(100).setEmbedding(1, 0).build();

    var acknowledged = fixture.client().ingest(ingest(nearest));

    assertThat(acknowledged.getContentIdsList()).containsExactly(100L);
    assertThat(acknowledged.getMaxStalenessMillis()).isZero();
    assertThat(fixture.client().search(query().setK(1).build()).getHitsList())
        .extracting(Hit::getContentId)
        .containsExactly(100L);
  }

  @Test
  void replacedContentLeavesTheGraphCacheAtBothEndsOfItsEdges() {
    SearchRequest request =
        query().setK(5).setGraph(GraphOptions.newBuilder().setRelationships(true)).build();
    fixture.client().search(request);
    fixture.client().ingest(ingest(Fixture.content(2).toBuilder().setTitle("New").build()));

    var answer = fixture.client().search(request);

    assertThat(answer.getHits(1).getTitle()).isEqualTo("New");
    assertThat(answer.getCacheUse().getGraphMisses()).isEqualTo(2);
  }

  @Test
  void whatMayHaveBeenWrittenUnheardEmptiesTheGraphCache() throws Exception {
    SearchRequest request =
        query().setK(5).setGraph(GraphOptions.newBuilder().setRelationships(true)).build();
    fixture.client().search(request);
    fixture.stores.graph.commitsUnheard = true;

    Fixture.refused(() -> fixture.client().ingest(ingest(Fixture.content(2))));

    // Also those that an edge led to which nobody knows any more.
    assertThat(fixture.client().search(request).getCacheUse().getGraphMisses()).isEqualTo(10);

    fixture.stores.graph.commitsUnheard = false;
    while (fixture.stores.outbox.depth(Deadline.after(1, TimeUnit.SECONDS)).entries() > 0) {
      Thread.sleep(5);
    }
    // Perhaps it was committed after that search.
    SearchRequest further = request.toBuilder().setK(4).build();
    assertThat(fixture.client().search(further).getCacheUse().getGraphHits()).isZero();
  }

  @Test
  void whoWaitsForAnEarlierWriteAsksNowAndThen() {
    fixture.stores.outbox.somebodyIsFirst = true;

    StatusRuntimeException refused =
        Fixture.refused(() -> fixture.client().ingest(ingest(Fixture.content(1))));

    assertThat(refused.getStatus().getDescription())
        .startsWith("an earlier write of the same content is not complete");
    assertThat(fixture.stores.outbox.turnsAsked).hasValueBetween(1, 60);
  }

  @Test
  void aLongOutboxIsNotCountedForEachOfItsEntries() throws Exception {
    FakeStores stores = new FakeStores();
    Deadline any = Deadline.after(1, TimeUnit.HOURS);
    for (int i = 0; i < 200; i++) {
      stores.outbox.postpone(
          stores.outbox.add(ingest(Fixture.content(i + 1)), any), Duration.ZERO, any);
    }
    try (Coordinator coordinator =
        Coordinator.start(Fixture.config("coordinator.outbox-interval = 10m"), stores.stores())) {
      while (stores.contents.size() < 200) {
        Thread.sleep(5);
      }
      assertThat(coordinator.port()).isPositive();
    }

    assertThat(stores.outbox.depthsAsked).hasValue(1);
  }

  @Test
  void answersAreNotCachedWhileTheVectorStoreMayStillShowWhatWasBefore() {
    try (Fixture stale = Fixture.start("coordinator.milvus.max-staleness = 10m")) {
      assertThat(stale.client().ingest(ingest(Fixture.content(3))).getMaxStalenessMillis())
          .isEqualTo(600_000);
      stale.client().search(query().build());
      assertThat(stale.client().search(query().build()).getCacheHit()).isFalse();
    }
  }

  @Test
  void anEdgeToUnknownContentIsRefusedBeforeAnythingIsWritten() {
    Content dangling =
        Fixture.content(1).toBuilder()
            .setTitle("Never stored")
            .addEdges(Edge.newBuilder().setType(Edge.Type.SEQUEL_OF).setToContentId(4711).build())
            .build();
    StatusRuntimeException refused =
        Fixture.refused(() -> fixture.client().ingest(ingest(dangling)));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refused.getStatus().getDescription())
        .isEqualTo("items[0].edges[0].to_content_id: 4711 is unknown");
    assertThat(fixture.stores.contents.get(1L).getTitle()).isEqualTo("Title 1");
  }

  @Test
  void aWriteThatAStoreMissedIsNotAcknowledged() {
    fixture.stores.graph.mood = FakeStores.Mood.DOWN;
    assertThat(
            Fixture.refused(() -> fixture.client().ingest(ingest(Fixture.content(1))))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    fixture.stores.policyStore.mood = FakeStores.Mood.DOWN;
    assertThat(
            Fixture.refused(() -> fixture.client().feedback(feedback("t", "u")))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private static FeedbackRequest feedback(String tenant, String user) {
    return FeedbackRequest.newBuilder()
        .addEvents(
            FeedbackEvent.newBuilder()
                .setTenantId(tenant)
                .setUserId(user)
                .setContentId(5)
                .setEventType("play")
                .setReward(0.5))
        .build();
  }

  @Test
  void feedbackIsStoredAndDropsThatUsersPolicyFromTheCache() {
    PolicyKey key = new PolicyKey("t", "u", "default");
    fixture.stores.policies.put(key, Policy.NEUTRAL);
    SearchRequest request = query().setTenantId("t").setUserId("u").build();
    fixture.client().search(request);
    fixture.stores.policies.put(key, new Policy(Map.of(), Map.of(), Set.of("Comedy"), 0, 3000, 0));

    assertThat(fixture.client().feedback(feedback("t", "u")).getEventIdsList()).containsExactly(1L);

    assertThat(fixture.client().search(request).getHitsList()).hasSize(5);
    assertThat(fixture.stores.events).hasSize(1);
  }
}

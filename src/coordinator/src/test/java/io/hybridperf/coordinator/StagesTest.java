package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A deadline cuts a slow stage, not the whole answer, when something useful can be returned. */
class StagesTest {
  private static final SearchRequest COMPLEX =
      query()
          .setK(5)
          .setTenantId("t")
          .setUserId("u")
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .build();

  private final Fixture fixture = Fixture.start();

  /** The very first answer takes longer than the time that is kept for making one. */
  @BeforeEach
  void answerOnce() {
    search(COMPLEX.toBuilder().setUserId("another").addBypassCaches(Cache.CACHE_GRAPH).build());
    fixture.stores.policyStore.calls.set(0);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private SearchResponse search(SearchRequest request) {
    return fixture.client().withDeadlineAfter(2, TimeUnit.SECONDS).search(request);
  }

  private static SearchRequest with(Enrichment enrichment) {
    SearchRequest.Builder request = COMPLEX.toBuilder();
    request.getGraphBuilder().setEnrichment(enrichment);
    return request.build();
  }

  @ParameterizedTest
  @EnumSource(
      value = Enrichment.class,
      names = {"ENRICHMENT_SEQUENTIAL", "ENRICHMENT_PARALLEL"})
  void aPolicyThatDoesNotComeIsLeftOut(Enrichment enrichment) {
    fixture.stores.policyStore.mood = FakeStores.Mood.HANGING;

    SearchResponse answer = search(with(enrichment));

    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_POLICY);
    assertThat(answer.getHitsList()).extracting(Hit::getTitle).startsWith("Title 1");
  }

  @ParameterizedTest
  @EnumSource(
      value = Enrichment.class,
      names = {"ENRICHMENT_SEQUENTIAL", "ENRICHMENT_PARALLEL"})
  void aGraphThatDoesNotComeLeavesTimeForThePolicy(Enrichment enrichment) {
    fixture.stores.graph.mood = FakeStores.Mood.HANGING;

    SearchResponse answer = search(with(enrichment));

    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_GRAPH);
    assertThat(answer.getHitsList()).hasSize(5);
    assertThat(fixture.stores.policyStore.calls.get()).isPositive();
  }

  @Test
  void withoutBothTheVectorsAlone() {
    fixture.stores.graph.mood = FakeStores.Mood.HANGING;
    fixture.stores.policyStore.mood = FakeStores.Mood.HANGING;

    SearchResponse answer = search(COMPLEX);

    assertThat(answer.getDegradedList())
        .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
    assertThat(answer.getHitsList()).extracting(Hit::getContentId).startsWith(1L, 2L, 3L);
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 30})
  void vectorsThatDoNotComeLeaveTimeToLookThroughTheTitles(int k) {
    fixture.stores.vectors.mood = FakeStores.Mood.HANGING;
    fixture.stores.policyStore.mood = FakeStores.Mood.HANGING;

    SearchResponse answer = search(COMPLEX.toBuilder().setK(k).setQueryText("7, or 42?").build());

    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR, Stage.STAGE_POLICY);
    assertThat(answer.getHitsList())
        .extracting(Hit::getTitle)
        .containsExactly("Title 7", "Title 42");
    assertThat(answer.getStageMicros().getVector()).isPositive();
    assertThat(answer.getStageMicros().getGraph()).isPositive();
  }

  @Test
  void withoutVectorsThereIsNothingToReturn() {
    fixture.stores.vectors.mood = FakeStores.Mood.HANGING;

    assertThat(Fixture.refused(() -> search(COMPLEX)).getStatus().getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }
}

package io.hybridperf.coordinator;

import static io.hybridperf.coordinator.Fixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What stores in memory can tell of a search: what was asked of them, and how often. */
class SearchTest {

  private static final GraphOptions RELATIONSHIPS =
      GraphOptions.newBuilder().setRelationships(true).build();

  private final Fixture fixture = Fixture.start();

  @AfterEach
  void stop() {
    fixture.close();
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return fixture.client().search(request.build());
  }

  @Test
  void anonymousSearchWithoutGraphNeedIsVectorOnlyAndTheSecondTimeCached() {
    SearchResponse first = search(query().setK(5));
    SearchResponse second = search(query().setK(5));

    assertThat(first.getStrategy()).isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
    assertThat(first.getCacheHit()).isFalse();
    assertThat(first.getHitsList())
        .extracting(Hit::getContentId)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(first.getHits(0).getGenresList()).containsExactly("Comedy");
    assertThat(first.getHits(0).getTitle()).isEmpty();
    assertThat(first.getStageMicros().getVector()).isPositive();
    assertThat(first.getStageMicros().getGraph()).isZero();
    assertThat(first.getStageMicros().getPolicy()).isZero();
    assertThat(second.getStrategy()).isEqualTo(Strategy.STRATEGY_CACHED);
    assertThat(second.getCacheHit()).isTrue();
    assertThat(second.getHitsList()).isEqualTo(first.getHitsList());
    assertThat(second.getStageMicros().getVector()).isZero();
    assertThat(second.getStageMicros().getTotal()).isPositive();
    assertThat(fixture.stores.vectors.calls).hasValue(1);
  }

  @Test
  void theResultCacheIsLeftAloneWhenBypassedOrWhenTheAnswerDependsOnMore() {
    search(query().addBypassCaches(Cache.CACHE_RESULT));
    assertThat(search(query().addBypassCaches(Cache.CACHE_RESULT)).getCacheHit()).isFalse();
    search(query().setK(51));
    assertThat(search(query().setK(51)).getCacheHit()).isFalse();
    search(query().addFilters(releasedIn(1951, 1960)));
    assertThat(search(query().addFilters(releasedIn(1951, 1960))).getCacheHit()).isFalse();
    search(query().setTenantId("t").setUserId("u"));
    assertThat(search(query().setTenantId("t").setUserId("u")).getCacheHit()).isFalse();
    assertThat(search(query()).getCacheHit()).isFalse();
    assertThat(search(query().setReturnVectorCandidates(true)).getCacheHit()).isFalse();
  }

  private static Filter releasedIn(double from, double to) {
    return Filter.newBuilder()
        .setField("release_year")
        .setRange(Range.newBuilder().setMin(from).setMax(to))
        .build();
  }

  @Test
  void graphNeedAsksTwiceTheCandidatesUpToTwentyHitsAndThriceAbove() {
    SearchResponse sequential = search(query().setK(20).setGraph(RELATIONSHIPS));
    assertThat(sequential.getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_SEQUENTIAL);
    assertThat(fixture.stores.vectors.lastLimit).isEqualTo(40);

    SearchResponse parallel = search(query().setK(21).setGraph(RELATIONSHIPS));
    assertThat(parallel.getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_PARALLEL);
    assertThat(fixture.stores.vectors.lastLimit).isEqualTo(63);
    assertThat(parallel.getHitsList()).hasSize(21);
  }

  @Test
  void enrichmentOverridesTheChoiceByK() {
    GraphOptions asked =
        RELATIONSHIPS.toBuilder().setEnrichment(Enrichment.ENRICHMENT_PARALLEL).build();
    assertThat(search(query().setGraph(asked)).getStrategy())
        .isEqualTo(Strategy.STRATEGY_HYBRID_PARALLEL);
    assertThat(
            search(
                    query()
                        .setGraph(
                            GraphOptions.newBuilder()
                                .setEnrichment(Enrichment.ENRICHMENT_PARALLEL)))
                .getStrategy())
        .isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
  }

  @Test
  void theGraphIsAskedOnlyForWhatIsNotInItsCacheAndInBatches() throws Exception {
    SearchResponse first = search(query().setK(5).setGraph(RELATIONSHIPS));
    assertThat(first.getCacheUse().getGraphMisses()).isEqualTo(10);
    SearchResponse wider = search(query().setK(10).setGraph(RELATIONSHIPS));
    assertThat(wider.getCacheUse().getGraphHits()).isEqualTo(10);
    assertThat(wider.getCacheUse().getGraphMisses()).isEqualTo(10);
    assertThat(fixture.stores.graph.batches).containsExactly(10, 10);

    SearchResponse bypassed =
        search(
            query()
                .setK(10)
                .setGraph(RELATIONSHIPS.toBuilder().setBatchSize(8))
                .addBypassCaches(Cache.CACHE_GRAPH));
    assertThat(bypassed.getCacheUse().getGraphMisses()).isEqualTo(20);
    assertThat(fixture.stores.graph.batches).containsExactly(10, 10, 8, 8, 4);
    assertThat(fixture.metrics())
        .contains("hybrid_graph_queries_total 5.0", "hybrid_graph_query_callers_total 5.0");
  }

  @Test
  void thePolicyRanksAndConstrains() {
    fixture.stores.policies.put(
        new PolicyKey("t", "u", "default"),
        new Policy(
            Map.of("Drama", 1.0), Map.of("noir", 0.5), Set.of(), 1953, Integer.MAX_VALUE, 0));
    SearchRequest.Builder request = query().setK(3).setTenantId("t").setUserId("u");

    SearchResponse vectorOnly = search(request);
    assertThat(vectorOnly.getPolicy().getContext()).isEqualTo("default");
    assertThat(vectorOnly.getCacheUse().getPolicyHit()).isFalse();
    assertThat(vectorOnly.getHitsList()).extracting(Hit::getContentId).containsExactly(3L);
    assertThat(vectorOnly.getStageMicros().getPolicy()).isPositive();

    SearchResponse hybrid = search(request.setGraph(RELATIONSHIPS));
    assertThat(hybrid.getCacheUse().getPolicyHit()).isTrue();
    assertThat(hybrid.getHitsList()).extracting(Hit::getContentId).containsExactly(6L, 4L, 3L);
    assertThat(hybrid.getHits(0).getScore())
        .isEqualTo((double) hybrid.getHits(0).getVectorScore() * 2 * 1.25);
    assertThat(fixture.stores.policyStore.calls).hasValue(1);
  }

  @Test
  void usersWithoutPolicyAreOrdinary() {
    SearchResponse answer = search(query().setTenantId("t").setUserId("nobody"));
    assertThat(answer.hasPolicy()).isFalse();
    assertThat(answer.getDegradedList()).isEmpty();
    assertThat(answer.getHitsList()).hasSize(10);
    assertThat(search(query().setTenantId("t").setUserId("nobody")).getCacheUse().getPolicyHit())
        .isTrue();
  }

  @Test
  void aSeedWithoutEmbeddingSearchesTheGraph() {
    SearchResponse answer = search(SearchRequest.newBuilder().setSeedContentId(30));
    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
    assertThat(answer.getHitsList()).extracting(Hit::getContentId).containsExactly(29L);
    assertThat(answer.getHits(0).getVectorScore()).isZero();
    assertThat(answer.getHits(0).getTitle()).isEqualTo("Title 29");
    assertThat(answer.getStageMicros().getVector()).isZero();
    assertThat(search(SearchRequest.newBuilder().setSeedContentId(-7)).getHitsList()).isEmpty();
    assertThat(
            search(
                    SearchRequest.newBuilder()
                        .setSeedContentId(30)
                        .addFilters(releasedIn(1900, 1910)))
                .getHitsList())
        .isEmpty();
  }

  @Test
  void neo4jAnswersAloneIfItIsConfiguredToUnlessTheRequestSaysOtherwise() {
    try (Fixture other = Fixture.start("coordinator.storage = neo4j_only")) {
      assertThat(other.client().search(query().build()).getStrategy())
          .isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
      assertThat(
              other
                  .client()
                  .search(query().setStorage(StorageMode.STORAGE_HYBRID).build())
                  .getStrategy())
          .isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
    }
  }

  @Test
  void neo4jDoesNotAnswerAloneWhereItIsGivenNoEmbeddings() {
    try (Fixture other = Fixture.start("coordinator.neo4j.embeddings = false")) {
      SearchRequest.Builder request = query();
      assertThat(other.client().search(request.build()).getHitsCount()).isEqualTo(10);
      request.setStorage(StorageMode.STORAGE_NEO4J_ONLY);
      assertThat(
              Fixture.refused(() -> other.client().search(request.build())).getStatus().getCode())
          .isEqualTo(Status.Code.FAILED_PRECONDITION);
    }
  }

  @Test
  void neo4jAloneAsksNoOtherStore() {
    fixture.stores.vectors.mood = FakeStores.Mood.DOWN;
    fixture.stores.policyStore.mood = FakeStores.Mood.DOWN;
    SearchResponse answer =
        search(
            query()
                .setStorage(StorageMode.STORAGE_NEO4J_ONLY)
                .setTenantId("t")
                .setUserId("u")
                .setGraph(GraphOptions.newBuilder().setRelationships(true)));
    fixture.stores.vectors.mood = FakeStores.Mood.WELL;
    fixture.stores.policyStore.mood = FakeStores.Mood.WELL;

    assertThat(answer.getHitsCount()).isEqualTo(10);
    assertThat(answer.getDegradedList()).isEmpty();
  }

  @Test
  void withoutNeo4jThereIsNoAnswerFromNeo4jAlone() {
    fixture.stores.baseline.mood = FakeStores.Mood.DOWN;
    assertThat(
            Fixture.refused(() -> search(query().setStorage(StorageMode.STORAGE_NEO4J_ONLY)))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.UNAVAILABLE);
    fixture.stores.baseline.mood = FakeStores.Mood.WELL;
  }

  @Test
  void theResultCacheKeepsTheStoragesApart() {
    SearchRequest.Builder hybrid = query().setK(7);
    SearchRequest.Builder neo4j = query().setK(7).setStorage(StorageMode.STORAGE_NEO4J_ONLY);

    assertThat(search(hybrid).getCacheHit()).isFalse();
    assertThat(search(neo4j).getCacheHit()).isFalse();
    assertThat(search(hybrid).getCacheHit()).isTrue();
    assertThat(search(neo4j).getCacheHit()).isTrue();
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the three caches do, seen from outside. Each test begins with empty ones. */
@WithStack
class CachesTest {
  private static final SearchRequest ANONYMOUS = TestData.near(1).setK(10).build();
  private static final SearchRequest HYBRID =
      TestData.near(2)
          .setK(5)
          .setGraph(GraphOptions.newBuilder().setRelationships(true).setHops(1))
          .build();
  private static final SearchRequest PERSONAL =
      TestData.near(3).setK(5).setTenantId("tenant-000").setUserId("user-1").build();

  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  private SearchResponse search(SearchRequest request) {
    return coordinator.client().search(request);
  }

  private static SearchRequest bypassing(SearchRequest request, Cache cache) {
    return request.toBuilder().addBypassCaches(cache).build();
  }

  @Test
  void theSecondIdenticalAnonymousRequestIsAnsweredFromTheCache() {
    SearchResponse first = search(ANONYMOUS);
    SearchResponse second = search(ANONYMOUS);

    assertThat(first.getCacheHit()).isFalse();
    assertThat(first.getStrategy()).isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
    assertThat(second.getCacheHit()).isTrue();
    assertThat(second.getStrategy()).isEqualTo(Strategy.STRATEGY_CACHED);
    assertThat(second.getHitsList()).isNotEmpty().isEqualTo(first.getHitsList());
    Answers.assertTimes(ANONYMOUS, second);
  }

  @Test
  void whatMakesNoDifferenceToTheAnswerMakesNoneToTheCache() {
    search(ANONYMOUS.toBuilder().clearK().setTenantId("tenant-000").build());

    assertThat(search(ANONYMOUS).getCacheHit()).isTrue();
  }

  @Test
  void aBypassedResultCacheIsNeitherReadNorFilled() {
    SearchRequest bypassing = bypassing(ANONYMOUS, Cache.CACHE_RESULT);

    assertThat(search(bypassing).getCacheHit()).isFalse();
    assertThat(search(bypassing).getCacheHit()).isFalse();
    assertThat(search(ANONYMOUS).getCacheHit()).isFalse();
    assertThat(search(ANONYMOUS).getCacheHit()).isTrue();
    assertThat(search(bypassing).getCacheHit()).isFalse();
  }

  static Stream<SearchRequest> requestsThatAreNotCached() {
    return Stream.of(
        HYBRID,
        PERSONAL,
        PERSONAL.toBuilder().setUserId("nobody").build(),
        ANONYMOUS.toBuilder().setK(51).build(),
        ANONYMOUS.toBuilder().addFilters(Filters.atLeast("popularity", 0)).build(),
        SearchRequest.newBuilder().setSeedContentId(1).build());
  }

  @ParameterizedTest
  @MethodSource("requestsThatAreNotCached")
  void otherRequestsAreNeverAnsweredFromTheResultCache(SearchRequest request) {
    search(ANONYMOUS);
    search(request);

    SearchResponse second = search(request);

    assertThat(second.getCacheHit()).isFalse();
    assertThat(second.getStrategy()).isEqualTo(Answers.planned(request));
  }

  @Test
  void answersToDifferentRequestsAreKeptApart() {
    SearchRequest withCandidates = ANONYMOUS.toBuilder().setReturnVectorCandidates(true).build();
    SearchRequest fewer = ANONYMOUS.toBuilder().setK(3).build();
    SearchRequest another = TestData.near(4).setK(10).build();
    SearchResponse first = search(ANONYMOUS);

    assertThat(search(withCandidates).getVectorCandidatesCount()).isEqualTo(10);
    assertThat(search(withCandidates).getVectorCandidatesCount()).isEqualTo(10);
    assertThat(search(fewer).getHitsList()).isEqualTo(first.getHitsList().subList(0, 3));
    assertThat(search(another).getHitsList()).isNotEqualTo(first.getHitsList());
    assertThat(search(ANONYMOUS).getVectorCandidatesCount()).isZero();
  }

  @Test
  void graphFactsComeFromTheCacheTheSecondTime() {
    assertThat(search(HYBRID).getCacheUse()).isEqualTo(graphUse(0, 10));
    assertThat(search(HYBRID).getCacheUse()).isEqualTo(graphUse(10, 0));
  }

  @Test
  void aBypassedGraphCacheIsNeitherReadNorFilled() {
    SearchRequest bypassing = bypassing(HYBRID, Cache.CACHE_GRAPH);

    assertThat(search(bypassing).getCacheUse()).isEqualTo(graphUse(0, 10));
    assertThat(search(HYBRID).getCacheUse()).isEqualTo(graphUse(0, 10));
    assertThat(search(bypassing).getCacheUse()).isEqualTo(graphUse(0, 10));
  }

  @Test
  void onlyTheMissingGraphFactsAreAskedFor() {
    search(HYBRID);
    SearchRequest more = HYBRID.toBuilder().setK(8).build();

    assertThat(search(more).getCacheUse()).isEqualTo(graphUse(10, 6));
  }

  @Test
  void relatedContentOfAnotherReachIsAnotherFact() {
    search(HYBRID);
    SearchRequest farther =
        HYBRID.toBuilder().setGraph(HYBRID.getGraph().toBuilder().setHops(2)).build();

    SearchResponse answer = search(farther);

    Answers.assertRight(
        new Oracle(TestData.DATASET, Map.of()),
        farther,
        search(farther.toBuilder().setReturnVectorCandidates(true).build()));
    assertThat(answer.getCacheUse()).isEqualTo(graphUse(0, 10));
  }

  @Test
  void aPolicyComesFromTheCacheTheSecondTime() {
    assertThat(search(PERSONAL).getCacheUse().getPolicyHit()).isFalse();
    SearchResponse second = search(PERSONAL);
    assertThat(second.getCacheUse().getPolicyHit()).isTrue();
    assertThat(second.getPolicy().getUserId()).isEqualTo("user-1");
  }

  @Test
  void aBypassedPolicyCacheIsNeitherReadNorFilled() {
    SearchRequest bypassing = bypassing(PERSONAL, Cache.CACHE_POLICY);

    assertThat(search(bypassing).getCacheUse().getPolicyHit()).isFalse();
    assertThat(search(PERSONAL).getCacheUse().getPolicyHit()).isFalse();
    assertThat(search(bypassing).getCacheUse().getPolicyHit()).isFalse();
    assertThat(search(PERSONAL).getCacheUse().getPolicyHit()).isTrue();
  }

  @Test
  void noTenantIsServedAnothersPolicy() {
    Oracle oracle = new Oracle(TestData.DATASET, Map.of());
    List<String> tenants = List.of("tenant-000", "tenant-001", "tenant-002", "tenant-999");
    for (int round = 0; round < 2; round++) {
      for (String tenant : tenants) {
        SearchRequest request =
            HYBRID.toBuilder()
                .setTenantId(tenant)
                .setUserId("user-1")
                .setReturnVectorCandidates(true)
                .build();
        SearchResponse answer = search(request);
        Answers.assertRight(oracle, request, answer);
        assertThat(answer.getCacheUse().getPolicyHit()).isEqualTo(round > 0);
      }
    }
  }

  @Test
  void anEntryIsUsedNoLongerThanItsTimeToLive() throws Exception {
    Map<String, String> brief =
        Map.of(
            "cache.result.ttl", "500ms", "cache.graph.ttl", "500ms", "cache.policy.ttl", "500ms");
    try (OwnCoordinator forgetful = OwnCoordinator.start(stores, brief)) {
      Client client = forgetful.client();
      for (int times = 0; times < 2; times++) {
        // Hits again after the misses, so that it was kept anew.
        Eventually.get(
            EveryStore.PATIENCE, () -> client.search(ANONYMOUS).getCacheHit(), hit -> !hit);
        Eventually.get(
            EveryStore.PATIENCE, () -> client.search(ANONYMOUS).getCacheHit(), hit -> hit);
        Eventually.get(
            EveryStore.PATIENCE,
            () -> client.search(HYBRID).getCacheUse(),
            graphUse(0, 10)::equals);
        Eventually.get(
            EveryStore.PATIENCE,
            () -> client.search(HYBRID).getCacheUse(),
            graphUse(10, 0)::equals);
        Eventually.get(
            EveryStore.PATIENCE,
            () -> client.search(PERSONAL).getCacheUse().getPolicyHit(),
            hit -> !hit);
        Eventually.get(
            EveryStore.PATIENCE,
            () -> client.search(PERSONAL).getCacheUse().getPolicyHit(),
            hit -> hit);
      }
    }
  }

  @Test
  void cachesStayWithinTheirBytes() throws Exception {
    int bytes = 20_000;
    try (OwnCoordinator small =
        OwnCoordinator.start(
            stores,
            Map.of(
                "cache.result.max-bytes", bytes,
                "cache.graph.max-bytes", bytes,
                "cache.policy.max-bytes", bytes))) {
      int requests = 100;
      for (int i = 0; i < requests; i++) {
        SearchRequest anonymous = TestData.near(i).setK(20).build();
        small.client().search(anonymous);
        small
            .client()
            .search(
                anonymous.toBuilder()
                    .setGraph(HYBRID.getGraph())
                    .setTenantId("e2e")
                    .setUserId("a user of a name that takes some bytes " + i)
                    .build());
      }
      String page = Metrics.scrape(small.metricsPort());
      for (String cache : List.of("result", "graph", "policy")) {
        assertThat(
                Metrics.value(page, "hybrid_cache_size_bytes{cache=\"%s\"}".formatted(cache))
                    .orElseThrow())
            .as(cache)
            .isBetween(bytes / 4.0, (double) bytes);
      }
    }
  }

  private static CacheUse graphUse(int hits, int misses) {
    return CacheUse.newBuilder().setGraphHits(hits).setGraphMisses(misses).build();
  }
}

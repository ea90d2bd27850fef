package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.GRAPH_ONLY;
import static io.hybridperf.e2e.EveryStore.ORACLE;
import static io.hybridperf.e2e.EveryStore.PATIENCE;
import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static io.hybridperf.e2e.EveryStore.SEEDED;
import static io.hybridperf.e2e.EveryStore.anonymous;
import static io.hybridperf.e2e.EveryStore.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.UserPolicy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is answered without one of the stores. After every test the stores are back, and so are
 * whole answers.
 */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DegradedTest {
  private StoreLinks links;
  private OwnCoordinator coordinator;

  @BeforeAll
  void start(RunningStack stack) throws Exception {
    links = StoreLinks.to(StoreAddresses.of(stack));
    coordinator = OwnCoordinator.start(links.addresses(), Map.of("readiness-interval", "100ms"));
    EveryStore.assertFullAgain(coordinator.client());
  }

  @AfterAll
  void close() {
    coordinator.close();
    links.close();
  }

  @AfterEach
  void restore() throws Exception {
    links.restoreAll();
    EveryStore.assertFullAgain(coordinator.client());
    Answers.assertRight(ORACLE, GRAPH_ONLY, search(GRAPH_ONLY));
  }

  private SearchResponse search(SearchRequest request) {
    return coordinator.client().search(request);
  }

  private double degraded(String stage) throws Exception {
    return Metrics.value(
            Metrics.scrape(coordinator.metricsPort()),
            "hybrid_degraded_total{stage=\"%s\"}".formatted(stage))
        .orElse(0);
  }

  @Test
  void withoutThePolicyStoreAnswersAreMadeWithoutPoliciesAndSaySo() throws Exception {
    double before = degraded("policy");
    links.stop("postgresql");

    SearchResponse answer = search(PERSONAL);

    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_POLICY);
    assertThat(answer.hasPolicy()).isFalse();
    assertThat(answer.getStrategy()).isEqualTo(Answers.planned(PERSONAL));
    Answers.assertHits(
        ORACLE.hybrid(anonymous(PERSONAL), answer.getVectorCandidatesList()), answer);
    Answers.assertRight(ORACLE, anonymous(PERSONAL), search(anonymous(PERSONAL)));
    assertThat(degraded("policy")).isEqualTo(before + 1);
  }

  @Test
  void withoutTheGraphStoreAnswersAreMadeWithoutFactsAndSaySo() throws Exception {
    double before = degraded("graph");
    links.stop("neo4j");

    SearchResponse answer = search(PERSONAL);

    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_GRAPH);
    assertThat(answer.hasPolicy()).isTrue();
    assertThat(answer.getStrategy()).isEqualTo(Answers.planned(PERSONAL));
    Answers.assertHits(ORACLE.vectorOnly(PERSONAL, answer.getVectorCandidatesList()), answer);
    assertThat(degraded("graph")).isEqualTo(before + 1);
    assertThat(outcome(() -> search(GRAPH_ONLY))).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 30})
  void withoutBothTheVectorsAloneAnswer(int k) throws Exception {
    SearchRequest request = PERSONAL.toBuilder().setK(k).build();
    links.stop("neo4j");
    links.stop("postgresql");

    SearchResponse answer = search(request);

    assertThat(answer.getDegradedList())
        .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
    Answers.assertHits(
        ORACLE.vectorOnly(anonymous(request), answer.getVectorCandidatesList()), answer);
    assertThat(answer.getHitsList()).extracting(Hit::getContentId).hasSize(k);
  }

  @Test
  void withoutTheVectorStoreTheCallerIsToldAtOnce() throws Exception {
    links.stop("milvus");

    // The caller's patience ends in DEADLINE_EXCEEDED, so this code says that it was not awaited.
    assertThat(outcome(() -> search(PERSONAL))).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(outcome(() -> search(TestData.near(1).build()))).isEqualTo(Status.Code.UNAVAILABLE);
    Answers.assertRight(ORACLE, GRAPH_ONLY, search(GRAPH_ONLY));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 30})
  void withoutTheVectorStoreASeedIsAnsweredFromTheGraph(int k) throws Exception {
    SearchRequest seeded = SEEDED.toBuilder().setK(k).build();
    SearchRequest anonymous =
        TestData.near(1)
            .setSeedContentId(seeded.getSeedContentId())
            .setK(k)
            .addBypassCaches(Cache.CACHE_GRAPH)
            .build();
    // With vectors, a seed changes nothing.
    Answers.assertRight(ORACLE, seeded, search(seeded));
    Answers.assertRight(
        ORACLE, anonymous, search(anonymous.toBuilder().setReturnVectorCandidates(true).build()));

    links.stop("milvus");

    // An answer that is cached would not need vectors.
    anonymous = anonymous.toBuilder().addBypassCaches(Cache.CACHE_RESULT).build();
    for (SearchRequest request : List.of(seeded, anonymous)) {
      SearchResponse answer = search(request);
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
      assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
      assertThat(answer.getCacheHit()).isFalse();
      Answers.assertHits(
          ORACLE.withoutScalars().graphOnly(request.toBuilder().clearEmbedding().build()), answer);
    }
  }

  /** Years and popularity are the vector store's: a search that the graph plans misses them too. */
  @Test
  void withoutTheVectorStoreASearchFromASeedIsNotFilteredByScalars() throws Exception {
    SearchRequest filtered =
        GRAPH_ONLY.toBuilder()
            .addFilters(Filters.between("release_year", 1930, 1950))
            .addFilters(Filters.atLeast("popularity", 0.1))
            .build();
    UserPolicy dated =
        TestData.DATASET.policies().stream()
            .filter(policy -> policy.constraints().minReleaseYear() > 0)
            .findFirst()
            .orElseThrow();
    SearchRequest ofOneWithYears =
        GRAPH_ONLY.toBuilder()
            .setTenantId(dated.user().tenantId())
            .setUserId(dated.user().userId())
            .setContext(dated.context())
            .addBypassCaches(Cache.CACHE_POLICY)
            .build();
    Answers.assertRight(ORACLE, filtered, search(filtered));
    Answers.assertRight(ORACLE, ofOneWithYears, search(ofOneWithYears));
    double before = degraded("vector");

    links.stop("milvus");

    for (SearchRequest request : List.of(filtered, ofOneWithYears)) {
      SearchResponse answer = search(request);
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
      assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
      Answers.assertPolicyNamed(ORACLE, request, answer);
      Answers.assertHits(
          ORACLE.withoutScalars().graphOnly(request.toBuilder().clearFilters().build()), answer);
    }
    assertThat(degraded("vector")).isEqualTo(before + 2);
  }

  @Test
  void withoutTheVectorStoreWhatIsCachedIsStillAnswered() throws Exception {
    SearchRequest cached = TestData.near(2).build();
    SearchResponse before = search(cached);

    links.stop("milvus");

    assertThat(search(cached).getHitsList()).isEqualTo(before.getHitsList());
  }

  @Test
  void aDegradedAnswerIsNotKeptForLater() throws Exception {
    SearchRequest request =
        PERSONAL.toBuilder()
            .setUserId("user-3")
            .setTenantId("tenant-005")
            .clearBypassCaches()
            .build();
    links.stop("neo4j");
    links.stop("postgresql");
    assertThat(search(request).getDegradedCount()).isEqualTo(2);

    links.restoreAll();

    Eventually.get(PATIENCE, () -> search(request), answer -> answer.getDegradedCount() == 0);
    Answers.assertRight(ORACLE, request, search(request));
  }

  @Test
  void readinessFollowsTheVectorStoreAndLivenessDoesNot() throws Exception {
    awaitReadiness(ServingStatus.SERVING);

    links.stop("milvus");

    awaitReadiness(ServingStatus.NOT_SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);

    links.restore("milvus");
    awaitReadiness(ServingStatus.SERVING);
  }

  private void awaitReadiness(ServingStatus expected) throws Exception {
    Eventually.get(
        PATIENCE, () -> health(HybridCoordinatorGrpc.SERVICE_NAME), status -> status == expected);
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(coordinator.client().channel())
        .withDeadlineAfter(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void aCoordinatorStartsWithoutGraphAndPolicyStore() throws Exception {
    links.stop("neo4j");
    links.stop("postgresql");
    try (OwnCoordinator early = OwnCoordinator.start(links.addresses())) {
      assertThat(early.client().search(PERSONAL).getDegradedCount()).isEqualTo(2);

      links.restoreAll();

      EveryStore.assertFullAgain(early.client());
    }
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neo4j alone gives the answers that all stores give together. */
@WithStack
class BaselineTest {
  private static final int REQUESTS = 250;
  private static final int CALLERS = 4;

  private static TestPolicies policies;
  private static OwnCoordinator coordinator;
  private static Oracle oracle;
  private static List<SearchRequest> requests;
  private static List<SearchResponse> hybrid;
  private static List<SearchResponse> neo4jOnly;

  @BeforeAll
  static void ask(RunningStack stack) throws Exception {
    StoreAddresses stores = StoreAddresses.of(stack);
    policies = TestPolicies.in(stores);
    coordinator = OwnCoordinator.start(stores);
    oracle = new Oracle(TestData.DATASET, TestPolicies.all());
    requests = new Requests().first(REQUESTS);
    hybrid = askAll(StorageMode.STORAGE_HYBRID);
    neo4jOnly = askAll(StorageMode.STORAGE_NEO4J_ONLY);
  }

  private static List<SearchResponse> askAll(StorageMode storage) throws Exception {
    List<SearchResponse> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<SearchResponse>> calls =
          requests.stream()
              .map(request -> request.toBuilder().setStorage(storage).build())
              .map(request -> callers.submit(() -> coordinator.client().search(request)))
              .toList();
      for (Future<SearchResponse> call : calls) {
        all.add(call.get());
      }
    }
    return all;
  }

  @AfterAll
  static void close() throws Exception {
    coordinator.close();
    policies.close();
  }

  private static Stream<Integer> byVector() {
    return IntStream.range(0, REQUESTS)
        .filter(i -> requests.get(i).getEmbeddingCount() > 0)
        .boxed();
  }

  @TestFactory
  Stream<DynamicTest> everyAnswerIsWhatTheOracleSays() {
    return IntStream.range(0, REQUESTS)
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                "request " + i,
                () -> {
                  SearchRequest request = requests.get(i);
                  SearchResponse answer = neo4jOnly.get(i);
                  Answers.assertHits(
                      switch (Answers.planned(request)) {
                        case STRATEGY_VECTOR_ONLY ->
                            oracle.vectorOnly(request, answer.getVectorCandidatesList());
                        case STRATEGY_GRAPH_ONLY -> oracle.graphOnly(request);
                        default -> oracle.hybrid(request, answer.getVectorCandidatesList());
                      },
                      answer);
                  Answers.assertPolicyNamed(oracle, request, answer);
                  assertThat(answer.getDegradedList()).isEmpty();
                }));
  }

  @Test
  void whereBothFoundTheSameCandidatesTheyGiveTheSameHits() {
    List<Integer> agreed =
        byVector()
            .filter(i -> candidates(hybrid.get(i)).equals(candidates(neo4jOnly.get(i))))
            .toList();

    assertThat(agreed).hasSizeGreaterThan(100);
    for (int i : agreed) {
      assertThat(withoutScores(neo4jOnly.get(i)))
          .as("request %d", i)
          .isEqualTo(withoutScores(hybrid.get(i)));
    }
  }

  private static List<Long> candidates(SearchResponse answer) {
    return answer.getVectorCandidatesList().stream().map(VectorCandidate::getContentId).toList();
  }

  /** Two engines add up the same products in different orders. */
  private static List<Hit> withoutScores(SearchResponse answer) {
    return answer.getHitsList().stream()
        .map(hit -> hit.toBuilder().clearScore().clearVectorScore().build())
        .toList();
  }

  @Test
  void everyCandidateMatchesTheFiltersAndHasItsTrueScore() {
    byVector().forEach(i -> Answers.assertCandidates(requests.get(i), neo4jOnly.get(i)));
  }

  @Test
  void itsVectorIndexFindsTheTrueNeighbours() {
    double recall =
        byVector()
            .mapToDouble(i -> Answers.recallAt10(requests.get(i), neo4jOnly.get(i)))
            .average()
            .orElseThrow();

    assertThat(recall).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void itsVectorIndexAgreesWithTheShippedGroundTruth() {
    double recall =
        IntStream.range(0, 200)
            .mapToObj(TestData::query)
            .mapToDouble(query -> {
              SearchRequest.Builder request =
                  TestData.near(query.vector())
                      .setStorage(StorageMode.STORAGE_NEO4J_ONLY)
                      .setReturnVectorCandidates(true);
              long[] ids =
                  candidates(coordinator.client().search(request.build())).stream()
                      .mapToLong(id -> id)
                      .toArray();
              return TestData.QUERIES.recall(query, ids, 10, 1e-6);
            })
            .average()
            .orElseThrow();

    System.out.printf("recall@10 of Neo4j's vector index: %.4f%n", recall);
    assertThat(recall).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void anAnswerSaysWhoGaveItAndTimesTheOneQueryAsTheGraphs() {
    for (SearchResponse answer : neo4jOnly) {
      if (answer.getCacheHit()) {
        assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_CACHED);
        continue;
      }
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
      StageMicros micros = answer.getStageMicros();
      assertThat(micros.getGraph()).isPositive();
      assertThat(micros.getAggregation()).isPositive();
      assertThat(micros.getVector()).isZero();
      assertThat(micros.getPolicy()).isZero();
      assertThat(micros.getTotal() + 2)
          .isGreaterThanOrEqualTo(micros.getGraph() + micros.getAggregation());
    }
  }

  @Test
  void itMayBeConfiguredAsTheStorageOfACoordinator(RunningStack stack) throws Exception {
    try (OwnCoordinator other =
        OwnCoordinator.start(StoreAddresses.of(stack), Map.of("storage", "neo4j_only"))) {
      SearchRequest.Builder request = TestData.near(1);
      assertThat(other.client().search(request.build()).getStrategy())
          .isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
      // It was not asked for anything at the start, and answers whoever wants it.
      SearchResponse both =
          other.client().search(request.setStorage(StorageMode.STORAGE_HYBRID).build());
      assertThat(both.getStrategy()).isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
      assertThat(both.getHitsList()).isNotEmpty();
    }
  }

  @Test
  void itNeedsNoMilvus(RunningStack stack) throws Exception {
    StoreAddresses stores = StoreAddresses.of(stack);
    StoreAddresses withoutMilvus =
        new StoreAddresses("127.0.0.1:1", stores.neo4j(), stores.postgresql());
    try (OwnCoordinator other =
        OwnCoordinator.start(withoutMilvus, Map.of("storage", "neo4j_only"))) {
      SearchRequest.Builder request = TestData.near(1);
      assertThat(other.client().search(request.build()).getStrategy())
          .isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
      Eventually.get(
          Duration.ofSeconds(Client.PATIENCE_SECONDS),
          () -> readiness(other),
          status -> status == ServingStatus.SERVING);
      assertThatThrownBy(
              () -> other.client().search(request.setStorage(StorageMode.STORAGE_HYBRID).build()))
          .hasMessageContaining("UNAVAILABLE");
    }
  }

  private static ServingStatus readiness(OwnCoordinator coordinator) {
    return HealthGrpc.newBlockingStub(coordinator.client().channel())
        .withDeadlineAfter(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(
            HealthCheckRequest.newBuilder().setService(HybridCoordinatorGrpc.SERVICE_NAME).build())
        .getStatus();
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-38f, 1e-20f, 1e-3f, 1e3f, 1e20f, 3e38f})
  void theLengthOfTheQueryVectorDoesNotMatter(float length) {
    SearchRequest unit =
        TestData.near(12)
            .setStorage(StorageMode.STORAGE_NEO4J_ONLY)
            .setReturnVectorCandidates(true)
            .build();
    SearchRequest.Builder scaled = unit.toBuilder();
    for (int i = 0; i < scaled.getEmbeddingCount(); i++) {
      scaled.setEmbedding(i, scaled.getEmbedding(i) * length);
    }
    assertThat(candidates(coordinator.client().search(scaled.build())))
        .containsExactlyElementsOf(candidates(coordinator.client().search(unit)));
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Film;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Searches of every kind, compared with the oracle hit by hit. */
@WithStack
class SearchTest {
  private static final int REQUESTS = 250;
  private static final int CALLERS = 4;

  private static TestPolicies policies;
  private static OwnCoordinator coordinator;
  private static Oracle oracle;
  private static List<SearchRequest> requests;
  private static List<SearchResponse> answers;
  private static List<SearchResponse> answersOfWarmCaches;

  @BeforeAll
  static void ask(RunningStack stack) throws Exception {
    StoreAddresses stores = StoreAddresses.of(stack);
    policies = TestPolicies.in(stores);
    coordinator = OwnCoordinator.start(stores);
    oracle = new Oracle(TestData.DATASET, TestPolicies.all());
    requests = new Requests().first(REQUESTS);
    answers = askAll();
    answersOfWarmCaches = askAll();
  }

  private static List<SearchResponse> askAll() throws Exception {
    List<SearchResponse> all = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<SearchResponse>> calls =
          requests.stream()
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

  @TestFactory
  Stream<DynamicTest> everyAnswerIsWhatTheOracleSays() {
    return IntStream.range(0, REQUESTS)
        .mapToObj(i ->
            DynamicTest.dynamicTest(
                "request " + i + ": " + summary(requests.get(i)),
                () -> {
                  Answers.assertRight(oracle, requests.get(i), answers.get(i));
                  Answers.assertRight(oracle, requests.get(i), answersOfWarmCaches.get(i));
                }));
  }

  @Test
  void everyCandidateMatchesTheFiltersAndHasItsTrueScore() {
    for (int i = 0; i < REQUESTS; i++) {
      Answers.assertCandidates(requests.get(i), answers.get(i));
    }
  }

  @Test
  void theVectorStageFindsTheTrueNeighbours() {
    double recall =
        IntStream.range(0, REQUESTS)
            .filter(i -> requests.get(i).getEmbeddingCount() > 0)
            .mapToDouble(i -> Answers.recallAt10(requests.get(i), answers.get(i)))
            .average()
            .orElseThrow();

    assertThat(recall).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void theVectorStageAgreesWithTheShippedGroundTruth() {
    double recall =
        IntStream.range(0, 200)
            .mapToObj(TestData::query)
            .mapToDouble(query -> {
              SearchResponse answer =
                  coordinator
                      .client()
                      .search(
                          TestData.near(query.vector()).setReturnVectorCandidates(true).build());
              long[] ids =
                  answer.getVectorCandidatesList().stream()
                      .mapToLong(candidate -> candidate.getContentId())
                      .toArray();
              return TestData.QUERIES.recall(query, ids, 10, 1e-6);
            })
            .average()
            .orElseThrow();

    assertThat(recall).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void contentOfAnUnknownYearPassesConstraintsOnYears() {
    Film undated =
        TestData.DATASET.films().stream()
            .filter(film -> film.releaseYear() == 0 && !film.genres().isEmpty())
            .findFirst()
            .orElseThrow();
    for (boolean relationships : new boolean[] {false, true}) {
      SearchRequest.Builder request =
          TestData.near(undated.embedding())
              .setTenantId(TestPolicies.TENANT)
              .setUserId("dated")
              .setReturnVectorCandidates(true);
      request.getGraphBuilder().setRelationships(relationships);

      SearchResponse answer = coordinator.client().search(request.build());

      Answers.assertRight(oracle, request.build(), answer);
      assertThat(answer.getHitsList()).extracting(Hit::getContentId).contains(undated.id());
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1e-38f, 1e-20f, 1e-3f, 1e3f, 1e20f, 3e38f})
  void theLengthOfTheQueryVectorDoesNotMatter(float length) {
    SearchRequest unit = TestData.near(12).setReturnVectorCandidates(true).build();
    SearchRequest.Builder scaled = unit.toBuilder();
    for (int i = 0; i < scaled.getEmbeddingCount(); i++) {
      scaled.setEmbedding(i, scaled.getEmbedding(i) * length);
    }
    assertThat(coordinator.client().search(scaled.build()).getVectorCandidatesList())
        .extracting(VectorCandidate::getContentId)
        .containsExactlyElementsOf(
            coordinator.client().search(unit).getVectorCandidatesList().stream()
                .map(VectorCandidate::getContentId)
                .toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Strategy.class,
      names = {
        "STRATEGY_CACHED",
        "STRATEGY_VECTOR_ONLY",
        "STRATEGY_HYBRID_SEQUENTIAL",
        "STRATEGY_HYBRID_PARALLEL",
        "STRATEGY_GRAPH_ONLY"
      })
  void theRequestsMakeUseOfEveryStrategy(Strategy strategy) {
    assertThat(Stream.concat(answers.stream(), answersOfWarmCaches.stream()))
        .filteredOn(answer -> answer.getStrategy() == strategy)
        .hasSizeGreaterThan(10);
  }

  @Test
  void theRequestsAreNotAnsweredByNothing() {
    assertThat(answers).filteredOn(answer -> answer.getHitsCount() > 0).hasSizeGreaterThan(150);
    assertThat(answers).filteredOn(SearchResponse::hasPolicy).hasSizeGreaterThan(30);
    assertThat(answers)
        .filteredOn(answer -> answer.getHitsList().stream().anyMatch(h -> h.getRelatedCount() > 0))
        .hasSizeGreaterThan(50);
  }

  private static String summary(SearchRequest request) {
    String text = request.toBuilder().clearEmbedding().build().toString().replaceAll("\\s+", " ");
    return text.length() <= 300 ? text : text.substring(0, 300) + "...";
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Film;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a request may ask of the graph, on both storages. */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphOptionsTest {
  private static final Film MUCH_RELATED =
      TestData.DATASET.film(TestData.DATASET.edges().getFirst().fromId()).orElseThrow();

  private final Oracle oracle = new Oracle(TestData.DATASET, Map.of());
  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeAll
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterAll
  void close() {
    coordinator.close();
  }

  private SearchResponse search(SearchRequest.Builder request, StorageMode storage) {
    return coordinator
        .client()
        .search(
            request
                .setStorage(storage)
                .addBypassCaches(Cache.CACHE_GRAPH)
                .setReturnVectorCandidates(true)
                .build());
  }

  private SearchRequest.Builder nearFilm(GraphOptions.Builder options) {
    return TestData.near(MUCH_RELATED.embedding()).setK(10).setGraph(options);
  }

  private void assertRight(SearchRequest.Builder request, SearchResponse answer) {
    Answers.assertHits(
        request.getEmbeddingCount() == 0
            ? oracle.graphOnly(request.build())
            : oracle.hybrid(request.build(), answer.getVectorCandidatesList()),
        answer);
  }

  record Requirement(String name, GraphOptions options) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Requirement> requirements() {
    return Stream.of(
        new Requirement("genre", GraphOptions.newBuilder().addRequiredGenres("Drama").build()),
        new Requirement(
            "cultural context",
            GraphOptions.newBuilder()
                .addAllRequiredCulturalContexts(some(Film::culturalContexts))
                .build()),
        new Requirement(
            "theme", GraphOptions.newBuilder().addAllRequiredThemes(some(Film::themes)).build()),
        new Requirement(
            "mood", GraphOptions.newBuilder().addAllRequiredMoods(some(Film::moods)).build()));
  }

  private static List<String> some(java.util.function.Function<Film, List<String>> names) {
    return TestData.DATASET.films().stream()
        .flatMap(film -> names.apply(film).stream())
        .distinct()
        .limit(60)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("requirements")
  void contentWithoutAnyOfTheNamesRequiredIsLeftOut(Requirement requirement) {
    for (StorageMode storage : storages()) {
      SearchRequest.Builder request = nearFilm(requirement.options().toBuilder()).setK(100);

      SearchResponse answer = search(request, storage);

      assertThat(answer.getHitsList()).isNotEmpty();
      assertThat(answer.getHitsCount()).isLessThan(answer.getVectorCandidatesCount());
      assertRight(request, answer);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void relatedContentIsAtMostAsManyEdgesAwayAsAsked(int hops) {
    for (StorageMode storage : storages()) {
      SearchRequest.Builder request =
          nearFilm(
              GraphOptions.newBuilder().setRelationships(true).setHops(hops).setMaxRelated(100));

      SearchResponse answer = search(request, storage);

      assertThat(
              answer.getHitsList().stream()
                  .flatMap(hit -> hit.getRelatedList().stream())
                  .mapToInt(Related::getDistance)
                  .max())
          .hasValue(hops);
      assertRight(request, answer);
    }
  }

  @Test
  void enrichmentMayBeSequentialOrParallelWhateverKIs() {
    for (int k : new int[] {5, 40}) {
      SearchRequest.Builder request =
          nearFilm(GraphOptions.newBuilder().setRelationships(true)).setK(k);
      request.getGraphBuilder().setEnrichment(Enrichment.ENRICHMENT_SEQUENTIAL);
      SearchResponse sequential = search(request, StorageMode.STORAGE_HYBRID);
      SearchResponse alone = search(request, StorageMode.STORAGE_NEO4J_ONLY);
      assertThat(sequential.getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_SEQUENTIAL);
      assertThat(sequential.getVectorCandidatesCount()).isEqualTo(2 * k);
      assertThat(alone.getVectorCandidatesCount()).isEqualTo(2 * k);
      assertRight(request, sequential);

      request.getGraphBuilder().setEnrichment(Enrichment.ENRICHMENT_PARALLEL);
      SearchResponse parallel = search(request, StorageMode.STORAGE_HYBRID);
      assertThat(parallel.getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_PARALLEL);
      assertThat(parallel.getVectorCandidatesCount()).isEqualTo(3 * k);
      assertRight(request, parallel);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 20", "3, 7", "7, 3", "20, 1", "10000, 1"})
  void theSizeOfABatchSaysHowManyQueriesThereAreAndNothingOfTheAnswer(int batchSize, int queries) {
    SearchRequest.Builder request =
        nearFilm(GraphOptions.newBuilder().setRelationships(true).setHops(2));
    List<Hit> inOne = search(request, StorageMode.STORAGE_HYBRID).getHitsList();
    request.getGraphBuilder().setBatchSize(batchSize);
    List<SearchResponse> answers = new ArrayList<>();

    assertThat(
            Neo4jQueries.during(
                stores,
                "UNWIND $ids AS id",
                () -> answers.add(search(request, StorageMode.STORAGE_HYBRID))))
        .isEqualTo(queries);

    SearchResponse inBatches = answers.getFirst();
    assertThat(inBatches.getHitsList()).isNotEmpty().isEqualTo(inOne);
    assertThat(inBatches.getCacheUse().getGraphMisses()).isEqualTo(20);
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageMode.class,
      names = {"STORAGE_HYBRID", "STORAGE_NEO4J_ONLY"})
  void filtersDoNotStarveASearchFromASeed(StorageMode storage) {
    // Far more than 3k contents are around the seed, and few of them are of this kind.
    List<SearchRequest.Builder> rare =
        List.of(
            fromSeed().addFilters(Filters.between("release_year", 1930, 1950)),
            fromSeed().addFilters(Filters.in("genre", "Horror")),
            fromSeed().setGraph(depth().addRequiredGenres("Western")),
            fromSeed().setTenantId(DATED.tenant()).setUserId(DATED.user()));
    for (SearchRequest.Builder request : rare) {
      SearchResponse answer = search(request, storage);

      assertThat(answer.getHitsList()).hasSize(request.getK());
      assertRight(request, answer);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = StorageMode.class,
      names = {"STORAGE_HYBRID", "STORAGE_NEO4J_ONLY"})
  void theLargestSearchesFitIntoNeo4jsMemory(StorageMode storage) {
    GraphOptions.Builder everything = depth().setRelationships(true).setMaxRelated(100);
    for (SearchRequest.Builder request :
        List.of(
            nearFilm(everything),
            fromSeed().setGraph(everything).addFilters(Filters.atLeast("popularity", 0)))) {
      request.setK(1000).setTenantId(DATED.tenant()).setUserId(DATED.user());

      SearchResponse answer = search(request, storage);

      assertThat(answer.getHitsCount()).isGreaterThan(300);
      assertThat(answer.getDegradedList()).isEmpty();
    }
  }

  private static final Rules.Key DATED =
      TestData.DATASET.policies().stream()
          .filter(policy -> policy.constraints().minReleaseYear() > 0)
          .filter(policy ->
              !Collections.disjoint(
                  policy.constraints().excludedGenres(),
                  List.of(
                      "Action", "Sci-Fi", "Thriller", "Crime", "Adventure", "Children", "Horror")))
          .map(policy ->
              new Rules.Key(policy.user().tenantId(), policy.user().userId(), policy.context()))
          .findFirst()
          .orElseThrow();

  private static SearchRequest.Builder fromSeed() {
    return SearchRequest.newBuilder().setSeedContentId(MUCH_RELATED.id()).setK(5).setGraph(depth());
  }

  private static GraphOptions.Builder depth() {
    return GraphOptions.newBuilder().setHops(3);
  }

  private static List<StorageMode> storages() {
    return List.of(StorageMode.STORAGE_HYBRID, StorageMode.STORAGE_NEO4J_ONLY);
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.IngestResponse;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was acknowledged can be found. Every test removes what it wrote. */
@WithStack
class WritesTest {
  private static final String THEME = "e2e theme";
  private static final long ID = 5_000_000_000L;
  private static final long NEIGHBOUR = TestData.DATASET.films().getFirst().id();
  private static final Duration MAX_STALENESS = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator =
        OwnCoordinator.start(
            stores, Map.of("milvus.max-staleness", MAX_STALENESS.toMillis() + "ms"));
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeContent(LongStream.range(ID, ID + 10).boxed().toList());
    }
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return coordinator.client().search(request.build());
  }

  private IngestResponse ingest(Content... items) {
    return coordinator
        .client()
        .ingest(IngestRequest.newBuilder().addAllItems(List.of(items)).build());
  }

  /** A direction that no film has. */
  private static List<Float> embedding(int number) {
    Random random = new Random(number);
    return IntStream.range(0, TestData.DATASET.dimension())
        .mapToObj(i -> (float) random.nextGaussian())
        .toList();
  }

  private static Content.Builder item(int number) {
    return Content.newBuilder()
        .setContentId(ID + number)
        .setTitle("Item " + number)
        .addAllEmbedding(embedding(number))
        .addAllGenres(List.of("War", "Drama"))
        .addThemes(THEME)
        .setPopularity(0.5)
        .setReleaseYear(2001);
  }

  private static SearchRequest.Builder nearItem(int number) {
    return SearchRequest.newBuilder().addAllEmbedding(embedding(number)).setK(3);
  }

  private static SearchRequest.Builder nearItemWithGraph(int number) {
    return nearItem(number).setGraph(GraphOptions.newBuilder().setRelationships(true));
  }

  private SearchResponse whenFirstIs(int number, SearchRequest.Builder request) throws Exception {
    return Eventually.get(
        MAX_STALENESS.plus(PATIENCE),
        () -> search(request),
        answer -> answer.getHitsCount() > 0 && answer.getHits(0).getContentId() == ID + number);
  }

  @Test
  void anIngestedItemIsFoundWithEverythingThatWasSaidOfIt() throws Exception {
    IngestResponse response =
        ingest(
            item(0)
                .addMoods("dark")
                .addCulturalContexts("France")
                .addEdges(
                    Edge.newBuilder()
                        .setType(Edge.Type.SIMILAR_TO)
                        .setToContentId(NEIGHBOUR)
                        .setStrength(0.75))
                .build());

    assertThat(response.getContentIdsList()).containsExactly(ID);
    assertThat(response.getMaxStalenessMillis()).isEqualTo(MAX_STALENESS.toMillis());
    Hit hit = whenFirstIs(0, nearItemWithGraph(0)).getHits(0);
    assertThat(hit.getVectorScore()).isBetween(0.9999f, 1.0001f);
    assertThat(hit.toBuilder().clearScore().clearVectorScore().clearRelated().build())
        .isEqualTo(
            Hit.newBuilder()
                .setContentId(ID)
                .setTitle("Item 0")
                .addGenres("Drama")
                .addGenres("War")
                .addThemes(THEME)
                .addMoods("dark")
                .addCulturalContexts("France")
                .build());
    assertThat(hit.getRelatedList())
        .containsExactly(
            Related.newBuilder().setContentId(NEIGHBOUR).setDistance(1).setStrength(0.75).build());
  }

  @Test
  void anIngestedItemIsFoundByNeo4jAloneAtOnce() {
    ingest(item(0).addMoods("dark").build());
    for (int times = 0; times < 2; times++) {
      Hit hit = search(inNeo4j(nearItemWithGraph(0))).getHits(0);
      assertThat(hit.getContentId()).isEqualTo(ID);
      assertThat(hit.getTitle()).isEqualTo("Item 0");
      assertThat(hit.getGenresList()).containsExactly("Drama", "War");
      assertThat(hit.getVectorScore()).isBetween(0.9999f, 1.0001f);
      for (Filter filter :
          List.of(
              Filters.in("genre", "War"),
              Filters.in("mood", "dark"),
              Filters.between("release_year", 2001, 2001),
              Filters.between("popularity", 0.5, 0.5))) {
        assertThat(search(inNeo4j(nearItem(0).addFilters(filter))).getHits(0).getContentId())
            .isEqualTo(ID);
      }
      assertThat(
              search(inNeo4j(nearItem(0).addFilters(Filters.in("genre", "Drama")))).getHitsList())
          .extracting(Hit::getContentId)
          .doesNotContain(ID);
      // Once more, with what was there replaced by the same.
      ingest(item(0).addMoods("dark").build());
    }

    ingest(item(0).clearEmbedding().addAllEmbedding(embedding(1)).build());

    assertThat(search(inNeo4j(nearItem(1))).getHits(0).getContentId()).isEqualTo(ID);
    assertThat(search(inNeo4j(nearItem(0))).getHits(0).getContentId()).isNotEqualTo(ID);
  }

  private static SearchRequest.Builder inNeo4j(SearchRequest.Builder request) {
    return request.setStorage(StorageMode.STORAGE_NEO4J_ONLY).addBypassCaches(Cache.CACHE_RESULT);
  }

  @Test
  void itemsAreAcknowledgedInTheOrderOfTheRequestAndMayReferToOneAnother() throws Exception {
    IngestResponse response =
        ingest(
            item(2)
                .addEdges(Edge.newBuilder().setType(Edge.Type.SEQUEL_OF).setToContentId(ID + 1))
                .build(),
            item(1).build());

    assertThat(response.getContentIdsList()).containsExactly(ID + 2, ID + 1);
    assertThat(whenFirstIs(1, nearItemWithGraph(1)).getHits(0).getRelatedList())
        .extracting(Related::getContentId)
        .containsExactly(ID + 2);
  }

  @Test
  void scalarFieldsOfAnIngestedItemCanBeFilteredOn() throws Exception {
    ingest(item(0).addMoods("dark").addMoods("bleak").build());
    whenFirstIs(0, nearItem(0));

    assertThat(search(nearItem(0).addFilters(Filters.in("genre", "War"))).getHits(0))
        .isEqualTo(search(nearItem(0)).getHits(0));
    whenFirstIs(0, nearItem(0).addFilters(Filters.in("mood", "dark")));
    whenFirstIs(0, nearItem(0).addFilters(Filters.between("release_year", 2001, 2001)));
    whenFirstIs(0, nearItem(0).addFilters(Filters.between("popularity", 0.5, 0.5)));
    assertThat(search(nearItem(0).addFilters(Filters.in("genre", "Drama"))).getHitsList())
        .extracting(Hit::getContentId)
        .doesNotContain(ID);
  }

  @Test
  void theResultCacheHidesAnItemNoLongerThanPromised() throws Exception {
    SearchRequest.Builder request = nearItem(0);
    search(request);
    assertThat(search(request).getCacheHit()).isTrue();

    IngestResponse response = ingest(item(0).build());
    long acknowledged = System.nanoTime();

    Eventually.get(
        Duration.ofMillis(response.getMaxStalenessMillis()).plus(PATIENCE),
        () -> System.nanoTime() - acknowledged,
        elapsed -> elapsed > Duration.ofMillis(response.getMaxStalenessMillis()).toNanos());
    assertThat(search(request).getHits(0).getContentId()).isEqualTo(ID);
    SearchResponse again =
        Eventually.get(PATIENCE, () -> search(request), SearchResponse::getCacheHit);
    assertThat(again.getHits(0).getContentId()).isEqualTo(ID);
  }

  @Test
  void theGraphCacheForgetsWhatAnIngestTouches() throws Exception {
    ingest(item(0).build());
    whenFirstIs(0, nearItemWithGraph(0));
    assertThat(search(nearItemWithGraph(0)).getCacheUse().getGraphHits()).isPositive();

    ingest(
        item(0).setTitle("Renamed").clearGenres().addGenres("Musical").build(),
        item(1)
            .addEdges(
                Edge.newBuilder().setType(Edge.Type.RELATED_TO).setToContentId(ID).setStrength(0.5))
            .build());

    Hit hit =
        Eventually.get(
                MAX_STALENESS.plus(PATIENCE),
                () -> search(nearItemWithGraph(0)),
                answer -> answer.getHits(0).getTitle().equals("Renamed"))
            .getHits(0);
    assertThat(hit.getGenresList()).containsExactly("Musical");
    assertThat(hit.getRelatedList())
        .containsExactly(
            Related.newBuilder().setContentId(ID + 1).setDistance(1).setStrength(0.5).build());
  }

  @Test
  void replacingAnItemRemovesItsOldEdges() throws Exception {
    Edge.Builder edge =
        Edge.newBuilder().setType(Edge.Type.SIMILAR_TO).setToContentId(ID).setStrength(1);
    ingest(item(0).build());
    ingest(item(1).addEdges(edge).build());
    assertThat(whenFirstIs(0, nearItemWithGraph(0)).getHits(0).getRelatedCount()).isOne();

    ingest(item(1).build());

    assertThat(whenFirstIs(0, nearItemWithGraph(0)).getHits(0).getRelatedCount()).isZero();
  }

  /** What is two or three edges away changes by an ingest of what is there, not of the content. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theGraphCacheForgetsWhatAnIngestFartherAwayChanges(int hops) throws Exception {
    ingest(IntStream.range(0, hops).mapToObj(i -> item(i).build()).toArray(Content[]::new));
    ingest(
        IntStream.range(0, hops - 1)
            .mapToObj(i -> item(i).addEdges(similarTo(i + 1)).build())
            .toArray(Content[]::new));
    SearchRequest.Builder request =
        nearItem(0).setGraph(GraphOptions.newBuilder().setRelationships(true).setHops(hops));
    assertThat(related(whenFirstIs(0, request))).hasSize(hops - 1).doesNotContain(ID + hops);
    assertThat(search(request).getCacheUse().getGraphHits()).isPositive();

    ingest(item(hops).addEdges(similarTo(hops - 1)).build());

    assertThat(related(search(request))).hasSize(hops).contains(ID + hops);
    assertThat(search(request).getCacheUse().getGraphHits()).isPositive();

    ingest(item(hops).build());

    assertThat(related(search(request))).hasSize(hops - 1).doesNotContain(ID + hops);
  }

  private static Edge similarTo(int number) {
    return Edge.newBuilder()
        .setType(Edge.Type.SIMILAR_TO)
        .setToContentId(ID + number)
        .setStrength(0.5)
        .build();
  }

  private static List<Long> related(SearchResponse answer) {
    assertThat(answer.getHits(0).getContentId()).isEqualTo(ID);
    return answer.getHits(0).getRelatedList().stream().map(Related::getContentId).toList();
  }

  @Test
  void anIngestedItemIsFoundFromItsNeighbourByTheGraphAlone() {
    ingest(
        item(0)
            .addEdges(
                Edge.newBuilder()
                    .setType(Edge.Type.SIMILAR_TO)
                    .setToContentId(NEIGHBOUR)
                    .setStrength(1))
            .build());

    assertThat(search(SearchRequest.newBuilder().setSeedContentId(ID).setK(10)).getHitsList())
        .extracting(Hit::getContentId)
        .containsExactly(NEIGHBOUR);
  }

  @Test
  void anEdgeToUnknownContentIsRefusedAndNothingIsWritten() throws Exception {
    Edge.Builder edge = Edge.newBuilder().setType(Edge.Type.SIMILAR_TO).setStrength(1);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() ->
            ingest(
                item(0).build(),
                item(1)
                    .addEdges(edge.setToContentId(NEIGHBOUR))
                    .addEdges(edge.setToContentId(ID + 99))
                    .build()))
        .satisfies(e -> {
          assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(e.getStatus().getDescription()).startsWith("items[1].edges[1].to_content_id");
        });

    // A search that may be stale would not see it for a while even if it were there.
    try (OwnCoordinator current =
        OwnCoordinator.start(stores, Map.of("milvus.consistency", "strong"))) {
      assertThat(current.client().search(nearItem(0).build()).getHitsList())
          .isNotEmpty()
          .extracting(Hit::getContentId)
          .doesNotContain(ID);
    }
    assertThat(
            search(SearchRequest.newBuilder().setSeedContentId(NEIGHBOUR).setK(1000)).getHitsList())
        .extracting(Hit::getContentId)
        .doesNotContain(ID, ID + 1);
  }
}

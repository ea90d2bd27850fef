package io.hybridperf.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.Eventually;
import io.hybridperf.embedded.RunningStack;
import io.hybridperf.embedded.SharedStack;
import io.hybridperf.embedded.fault.Fault;
import io.hybridperf.embedded.fault.FaultLinks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the coordinator does without one of its stores, and when it is back. The stores run on: what
 * fails is the way to them, which to the coordinator looks the same as a store that was stopped or
 * a host that has gone silent.
 */
@ExtendWith(SharedStack.class)
class FaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Client.PATIENCE_SECONDS);

  // Enough for the stages that do not hang, on a machine busy with other things.
  private static final long DEADLINE_SECONDS = 8;

  private static final SearchRequest PERSONAL =
      TestData.near(21)
          .setK(8)
          .setTenantId("tenant-004")
          .setUserId("user-2")
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .addBypassCaches(Cache.CACHE_RESULT)
          .addBypassCaches(Cache.CACHE_POLICY)
          .addBypassCaches(Cache.CACHE_GRAPH)
          .setReturnVectorCandidates(true)
          .build();
  private static final SearchRequest GRAPH_ONLY =
      SearchRequest.newBuilder()
          .setSeedContentId(TestData.DATASET.films().getFirst().id())
          .addBypassCaches(Cache.CACHE_GRAPH)
          .build();

  private final Oracle oracle = new Oracle(TestData.DATASET, Map.of());
  private FaultLinks links;
  private StoreAddresses stores;
  private StoreAddresses throughLinks;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    String bolt = URI.create(stores.neo4j()).getAuthority();
    String jdbc = URI.create(stores.postgresql().substring("jdbc:".length())).getAuthority();
    links = FaultLinks.to(Map.of("milvus", stores.milvus(), "neo4j", bolt, "postgresql", jdbc));
    throughLinks =
        new StoreAddresses(
            links.address("milvus"),
            "bolt://" + links.address("neo4j"),
            stores.postgresql().replace(jdbc, links.address("postgresql")));
    coordinator = OwnCoordinator.start(throughLinks, Map.of("readiness-interval", "100ms"));
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    links.close();
  }

  private void stop(String store) throws IOException {
    links.apply(store, new Fault.Stop());
  }

  private void silence(String store) throws IOException {
    links.apply(store, new Fault.Cut());
  }

  private void restore(String store) throws IOException {
    links.apply(store, new Fault.None());
  }

  private SearchResponse search(SearchRequest request) {
    return coordinator.client().search(request);
  }

  private Status.Code failure(Runnable call) {
    try {
      call.run();
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  private void assertFullAgain() throws Exception {
    Eventually.get(
        PATIENCE,
        () -> {
          try {
            return Optional.of(search(PERSONAL));
          } catch (StatusRuntimeException e) {
            return Optional.<SearchResponse>empty();
          }
        },
        answer -> answer.isPresent() && answer.get().getDegradedCount() == 0);
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));
  }

  private static SearchRequest anonymous(SearchRequest request) {
    return request.toBuilder().clearTenantId().clearUserId().build();
  }

  private void assertWithoutPolicy(SearchResponse answer) {
    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_POLICY);
    assertThat(answer.hasPolicy()).isFalse();
    assertThat(answer.getStrategy()).isEqualTo(Answers.planned(PERSONAL));
    Answers.assertHits(
        oracle.hybrid(anonymous(PERSONAL), answer.getVectorCandidatesList()), answer);
  }

  private void assertWithoutGraph(SearchResponse answer) {
    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_GRAPH);
    assertThat(answer.hasPolicy()).isTrue();
    assertThat(answer.getStrategy()).isEqualTo(Answers.planned(PERSONAL));
    Answers.assertHits(oracle.vectorOnly(PERSONAL, answer.getVectorCandidatesList()), answer);
  }

  @Test
  void withoutThePolicyStoreAnswersAreMadeWithoutPoliciesAndSaySo() throws Exception {
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));

    stop("postgresql");

    assertWithoutPolicy(search(PERSONAL));
    Answers.assertRight(oracle, anonymous(PERSONAL), search(anonymous(PERSONAL)));
    assertThat(Metrics.scrape(coordinator.metricsPort()))
        .contains("hybrid_degraded_total{stage=\"policy\"} 1.0");

    restore("postgresql");
    assertFullAgain();
  }

  @Test
  void withoutTheGraphStoreAnswersAreMadeWithoutFactsAndSaySo() throws Exception {
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));

    stop("neo4j");

    assertWithoutGraph(search(PERSONAL));
    assertThat(failure(() -> search(GRAPH_ONLY))).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(Metrics.scrape(coordinator.metricsPort()))
        .contains("hybrid_degraded_total{stage=\"graph\"} 1.0");

    restore("neo4j");
    assertFullAgain();
    Answers.assertRight(oracle, GRAPH_ONLY, search(GRAPH_ONLY));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 30})
  void withoutBothTheVectorsAloneAnswer(int k) throws Exception {
    SearchRequest request = PERSONAL.toBuilder().setK(k).build();
    stop("neo4j");
    stop("postgresql");

    SearchResponse answer = search(request);

    assertThat(answer.getDegradedList())
        .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
    Answers.assertHits(
        oracle.vectorOnly(anonymous(request), answer.getVectorCandidatesList()), answer);
    assertThat(answer.getHitsList()).extracting(Hit::getContentId).hasSize(k);
  }

  @Test
  void withoutTheVectorStoreTheCallerIsToldAtOnce() throws Exception {
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));

    stop("milvus");

    // The caller's patience ends in DEADLINE_EXCEEDED, so this code says that it was not awaited.
    assertThat(failure(() -> search(PERSONAL))).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(failure(() -> search(TestData.near(1).build()))).isEqualTo(Status.Code.UNAVAILABLE);
    Answers.assertRight(oracle, GRAPH_ONLY, search(GRAPH_ONLY));

    restore("milvus");
    assertFullAgain();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 30})
  void withoutTheVectorStoreASeedIsAnsweredFromTheGraph(int k) throws Exception {
    long seed = GRAPH_ONLY.getSeedContentId();
    SearchRequest seeded = PERSONAL.toBuilder().setSeedContentId(seed).setK(k).build();
    SearchRequest anonymous =
        TestData.near(1).setSeedContentId(seed).setK(k).addBypassCaches(Cache.CACHE_GRAPH).build();
    // With vectors, a seed changes nothing.
    Answers.assertRight(oracle, seeded, search(seeded));

    stop("milvus");

    for (SearchRequest request : List.of(seeded, anonymous)) {
      SearchResponse answer = search(request);
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
      assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
      assertThat(answer.getCacheHit()).isFalse();
      Answers.assertHits(
          oracle.withoutScalars().graphOnly(request.toBuilder().clearEmbedding().build()), answer);
    }

    restore("milvus");
    assertFullAgain();
    Answers.assertRight(
        oracle, anonymous, search(anonymous.toBuilder().setReturnVectorCandidates(true).build()));
  }

  @Test
  void withoutTheVectorStoreWhatIsCachedIsStillAnswered() throws Exception {
    SearchRequest cached = TestData.near(1).build();
    SearchResponse before = search(cached);

    stop("milvus");

    assertThat(search(cached).getHitsList()).isEqualTo(before.getHitsList());
  }

  @Test
  void aDegradedAnswerIsNotKeptForLater() throws Exception {
    SearchRequest request = PERSONAL.toBuilder().clearBypassCaches().build();
    stop("neo4j");
    stop("postgresql");
    assertThat(search(request).getDegradedCount()).isEqualTo(2);

    restore("neo4j");
    restore("postgresql");

    Eventually.get(PATIENCE, () -> search(request), answer -> answer.getDegradedCount() == 0);
    Answers.assertRight(oracle, request, search(request));
  }

  @Test
  void readinessFollowsTheVectorStoreAndLivenessDoesNot() throws Exception {
    assertThat(health(HybridCoordinatorGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);

    stop("milvus");

    Eventually.get(
        PATIENCE,
        () -> health(HybridCoordinatorGrpc.SERVICE_NAME),
        status -> status == ServingStatus.NOT_SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);

    restore("milvus");
    Eventually.get(
        PATIENCE,
        () -> health(HybridCoordinatorGrpc.SERVICE_NAME),
        status -> status == ServingStatus.SERVING);
  }

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(coordinator.client().channel())
        .withDeadlineAfter(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void feedbackThatCannotBeStoredIsNotAcknowledged() throws Exception {
    stop("postgresql");
    FeedbackRequest request =
        FeedbackRequest.newBuilder()
            .addEvents(
                FeedbackEvent.newBuilder()
                    .setTenantId("e2e-faults")
                    .setUserId("u")
                    .setEventType("click"))
            .build();

    assertThat(failure(() -> coordinator.client().feedback(request)))
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"milvus", "neo4j"})
  void contentThatCannotBeStoredInBothStoresIsNotAcknowledged(String store) throws Exception {
    IngestRequest request =
        IngestRequest.newBuilder()
            .addItems(
                Content.newBuilder()
                    .setContentId(7_000_000_000L)
                    .setTitle("never")
                    .addAllEmbedding(PERSONAL.getEmbeddingList()))
            .build();

    // It will be written once the store is back; what counts is that nobody was told that it was.
    try (OwnCoordinator hasty = hasty();
        Leftovers leftovers = new Leftovers(stores)) {
      stop(store);
      try {
        assertThat(failure(() -> hasty.client().ingest(request)))
            .isEqualTo(Status.Code.UNAVAILABLE);
      } finally {
        restore(store);
        Eventually.get(PATIENCE, this::kept, count -> count == 0);
        leftovers.removeContent(List.of(request.getItems(0).getContentId()), "");
      }
    }
  }

  private long kept() throws Exception {
    try (Connection connection = DriverManager.getConnection(stores.postgresql());
        Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("SELECT count(*) FROM ingest_outbox")) {
      count.next();
      return count.getLong(1);
    }
  }

  @Test
  void silentStoresCostNoMoreThanTheirTimeout() throws Exception {
    try (OwnCoordinator hasty = hasty()) {
      assertThat(
              Eventually.get(
                      PATIENCE,
                      () -> hasty.client().search(PERSONAL),
                      answer -> answer.getDegradedCount() == 0)
                  .getHitsCount())
          .isPositive();

      silence("neo4j");
      silence("postgresql");

      assertThat(hasty.client().search(PERSONAL).getDegradedList())
          .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
    }
  }

  @Test
  void aSilentVectorStoreIsUnavailableAfterItsTimeout() throws Exception {
    try (OwnCoordinator hasty = hasty()) {
      silence("milvus");

      assertThat(failure(() -> hasty.client().search(PERSONAL))).isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  /** Reads have 500 ms, writes the 50 s that every test's coordinator gives them. */
  private OwnCoordinator hasty() throws Exception {
    return OwnCoordinator.start(
        throughLinks,
        Map.of(
            "milvus.timeout", "500ms",
            "neo4j.timeout", "500ms",
            "postgresql.timeout", "500ms",
            "neo4j.connect-timeout", "20s",
            "postgresql.connect-timeout", "20s",
            "readiness-interval", "10m"));
  }

  /** All stores answer later than reads wait, so an answer has to do without; a write need not. */
  @Test
  void aWriteHasTheTimeThatSlowStoresNeedWhenAReadDoesNot() throws Exception {
    Content content =
        Content.newBuilder()
            .setContentId(7_100_000_000L)
            .setTitle("in time")
            .addAllEmbedding(PERSONAL.getEmbeddingList())
            .addGenres("Drama")
            .addEdges(
                Edge.newBuilder()
                    .setType(Edge.Type.SIMILAR_TO)
                    .setToContentId(GRAPH_ONLY.getSeedContentId())
                    .setStrength(0.5))
            .build();
    FeedbackRequest feedback =
        FeedbackRequest.newBuilder()
            .addEvents(
                FeedbackEvent.newBuilder()
                    .setTenantId("e2e-faults")
                    .setUserId("u")
                    .setEventType("click"))
            .build();
    try (OwnCoordinator hasty = hasty();
        Leftovers leftovers = new Leftovers(stores)) {
      for (String store : List.of("neo4j", "postgresql", "milvus")) {
        links.apply(store, Fault.parse("slow 700ms"));
      }
      try {
        assertThat(
                hasty
                    .client()
                    .ingest(IngestRequest.newBuilder().addItems(content).build())
                    .getContentIdsList())
            .containsExactly(content.getContentId());
        assertThat(hasty.client().feedback(feedback).getEventIdsCount()).isOne();
        restore("milvus");
        assertThat(hasty.client().search(PERSONAL).getDegradedList())
            .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
      } finally {
        List.of("neo4j", "postgresql", "milvus").forEach(this::restoreQuietly);
        leftovers.removeContent(List.of(content.getContentId()), "");
        leftovers.removeEvents("e2e-faults");
      }
    }
  }

  private void restoreQuietly(String store) {
    try {
      restore(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRequestsOwnDeadlineEndsTheWaitForASilentVectorStore() throws Exception {
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));
    silence("milvus");

    assertThat(
            failure(() -> coordinator.client().within(300, TimeUnit.MILLISECONDS).search(PERSONAL)))
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);

    restore("milvus");
    assertFullAgain();
  }

  @ParameterizedTest
  @CsvSource({"neo4j, STAGE_GRAPH", "postgresql, STAGE_POLICY"})
  void aRequestsOwnDeadlineCutsASilentStageAndNotTheAnswer(String store, Stage stage)
      throws Exception {
    Answers.assertRight(oracle, PERSONAL, search(PERSONAL));
    silence(store);

    SearchResponse answer =
        coordinator.client().within(DEADLINE_SECONDS, TimeUnit.SECONDS).search(PERSONAL);

    assertThat(answer.getDegradedList()).containsExactly(stage);
    assertThat(answer.getHitsCount()).isPositive();
    restore(store);
    assertFullAgain();
  }

  @ParameterizedTest
  @CsvSource({"neo4j, stop", "neo4j, slow 400ms", "postgresql, stop", "postgresql, slow 400ms"})
  void aStoreThatFailsOrIsSlowIsLeftAloneUntilItIsBack(String store, String fault)
      throws Exception {
    try (OwnCoordinator quick =
        OwnCoordinator.start(
            throughLinks,
            Map.of(
                "breaker.slow-call", "300ms",
                "breaker.open-for", "500ms",
                "breaker.minimum-calls", 10,
                "readiness-interval", "10m"))) {
      links.apply(store, Fault.parse(fault));

      Eventually.get(
          PATIENCE,
          () -> {
            quick.client().search(PERSONAL);
            return Metrics.scrape(quick.metricsPort());
          },
          page ->
              page.contains(
                  "hybrid_breaker_state{state=\"open\",store=\"%s\"} 1".formatted(store)));
      Eventually.get(
          PATIENCE,
          () -> {
            assertThat(quick.client().search(PERSONAL).getHitsCount()).isPositive();
            return Metrics.scrape(quick.metricsPort());
          },
          page ->
              page.lines()
                  .filter(line -> line.startsWith("hybrid_breaker_rejected_total{store=\"" + store))
                  .anyMatch(line -> !line.endsWith(" 0.0")));

      restore(store);
      Eventually.get(
          PATIENCE,
          () -> {
            quick.client().search(PERSONAL);
            return Metrics.scrape(quick.metricsPort());
          },
          page ->
              page.contains(
                  "hybrid_breaker_state{state=\"closed\",store=\"%s\"} 1".formatted(store)));
      SearchResponse answer =
          Eventually.get(
              PATIENCE, () -> quick.client().search(PERSONAL), now -> now.getDegradedCount() == 0);
      Answers.assertRight(oracle, PERSONAL, answer);
    }
  }

  @Test
  void aCoordinatorStartsWithoutGraphAndPolicyStore() throws Exception {
    stop("neo4j");
    stop("postgresql");
    try (OwnCoordinator early =
        OwnCoordinator.start(throughLinks, Map.of("readiness-interval", "100ms"))) {
      assertThat(early.client().search(PERSONAL).getDegradedCount()).isEqualTo(2);

      restore("neo4j");
      restore("postgresql");

      SearchResponse answer =
          Eventually.get(
              PATIENCE, () -> early.client().search(PERSONAL), now -> now.getDegradedCount() == 0);
      Answers.assertRight(oracle, PERSONAL, answer);
    }
  }
}

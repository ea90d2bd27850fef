package io.hybridperf.e2e;

import static io.hybridperf.e2e.EveryStore.GRAPH_ONLY;
import static io.hybridperf.e2e.EveryStore.ORACLE;
import static io.hybridperf.e2e.EveryStore.PERSONAL;
import static io.hybridperf.e2e.EveryStore.SEEDED;
import static io.hybridperf.e2e.EveryStore.anonymous;
import static io.hybridperf.e2e.EveryStore.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stores that take what they are asked and say nothing: what ends the wait is a time, the store's
 * or the request's.
 */
@WithStack
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilenceTest {
  private StoreLinks links;

  @BeforeAll
  void start(RunningStack stack) throws Exception {
    links = StoreLinks.to(StoreAddresses.of(stack));
  }

  @AfterAll
  void close() {
    links.close();
  }

  /** The stores have 50 seconds, so that it is the request's deadline that ends what ends. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class UnderADeadline {
    // A stage that hangs takes up to all of it; the others have the rest, on a busy machine too.
    private static final long DEADLINE_SECONDS = 6;
    // Two stages after a silent one have a third each.
    private static final long HALF_MICROS = TimeUnit.SECONDS.toMicros(DEADLINE_SECONDS) / 2;

    private OwnCoordinator coordinator;

    @BeforeAll
    void start() throws Exception {
      coordinator = OwnCoordinator.start(links.addresses());
      EveryStore.assertFullAgain(coordinator.client());
    }

    @AfterAll
    void close() {
      coordinator.close();
    }

    @AfterEach
    void restore() throws Exception {
      links.restoreAll();
      EveryStore.assertFullAgain(coordinator.client());
    }

    private SearchResponse search(SearchRequest request) {
      return coordinator.client().within(DEADLINE_SECONDS, TimeUnit.SECONDS).search(request);
    }

    @ParameterizedTest
    @CsvSource({
      "neo4j, STAGE_GRAPH, 8",
      "neo4j, STAGE_GRAPH, 30",
      "postgresql, STAGE_POLICY, 8",
      "postgresql, STAGE_POLICY, 30"
    })
    void itCutsASilentStageAndNotTheAnswer(String store, Stage stage, int k) throws Exception {
      SearchRequest request = PERSONAL.toBuilder().setK(k).build();
      links.silence(store);

      SearchResponse answer = search(request);

      assertThat(answer.getDegradedList()).containsExactly(stage);
      assertThat(answer.getStrategy()).isEqualTo(Answers.planned(request));
      Answers.assertHits(
          stage == Stage.STAGE_GRAPH
              ? ORACLE.vectorOnly(request, answer.getVectorCandidatesList())
              : ORACLE.hybrid(anonymous(request), answer.getVectorCandidatesList()),
          answer);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 30})
    void itCutsTwoSilentStagesAndNotTheAnswer(int k) throws Exception {
      SearchRequest request = PERSONAL.toBuilder().setK(k).build();
      links.silence("neo4j");
      links.silence("postgresql");

      SearchResponse answer = search(request);

      assertThat(answer.getDegradedList())
          .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
      Answers.assertHits(
          ORACLE.vectorOnly(anonymous(request), answer.getVectorCandidatesList()), answer);
    }

    @Test
    void itLeavesTimeForTheGraphWhenASeedIsGivenAndTheVectorStoreIsSilent() throws Exception {
      links.silence("milvus");

      for (SearchRequest request : new SearchRequest[] {SEEDED, anonymous(SEEDED)}) {
        SearchResponse answer = search(request);
        assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
        assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
        Answers.assertHits(
            ORACLE.withoutScalars().graphOnly(request.toBuilder().clearEmbedding().build()),
            answer);
        assertThat(answer.getStageMicros().getVector()).isLessThan(HALF_MICROS);
      }
    }

    @Test
    void aroundASeedItCutsASilentPolicy() throws Exception {
      SearchRequest request =
          SEEDED.toBuilder().clearEmbedding().setReturnVectorCandidates(false).build();
      links.silence("postgresql");

      SearchResponse answer = search(request);

      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
      assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_POLICY);
      Answers.assertHits(ORACLE.graphOnly(anonymous(request)), answer);
      assertThat(answer.getStageMicros().getPolicy()).isLessThan(HALF_MICROS);
    }

    @Test
    void aroundASeedItCutsASilentFilter() throws Exception {
      SearchRequest request =
          GRAPH_ONLY.toBuilder().addFilters(Filters.between("release_year", 1930, 1950)).build();
      links.silence("milvus");

      SearchResponse answer = search(request);

      assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
      Answers.assertHits(
          ORACLE.withoutScalars().graphOnly(request.toBuilder().clearFilters().build()), answer);
    }

    @Test
    void itEndsTheWaitForASilentVectorStore() throws Exception {
      links.silence("milvus");

      assertThat(
              outcome(
                  () -> coordinator.client().within(300, TimeUnit.MILLISECONDS).search(PERSONAL)))
          .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    }
  }

  /** Callers have all the time in the world, reads of the stores little. */
  @Nested
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  class UnderAStoresTimeout {
    private OwnCoordinator coordinator;

    @BeforeAll
    void start() throws Exception {
      coordinator = OwnCoordinator.start(links.addresses(), OwnCoordinator.HASTY_READS);
    }

    @AfterAll
    void close() {
      coordinator.close();
    }

    @AfterEach
    void restore() throws Exception {
      links.restoreAll();
    }

    @Test
    void silentStoresCostNoMoreThanThat() throws Exception {
      EveryStore.assertFullAgain(coordinator.client());
      links.silence("neo4j");
      links.silence("postgresql");

      assertThat(coordinator.client().search(PERSONAL).getDegradedList())
          .containsExactlyInAnyOrder(Stage.STAGE_GRAPH, Stage.STAGE_POLICY);
    }

    @Test
    void aSilentVectorStoreIsUnavailable() throws Exception {
      links.silence("milvus");

      assertThat(outcome(() -> coordinator.client().search(PERSONAL)))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }
}

package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import io.hybridperf.feeders.movielens.Film;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Feedback moves the user's policy, and so the user's next answers, from either storage. */
@WithStack
class LearningTest {
  // The column's default.
  private static final double LEARNING_RATE = 0.1;
  private static final Rules.Key USER = new Rules.Key(TestPolicies.TENANT, "neutral", "default");
  private static final Film FILM =
      TestData.DATASET.films().stream()
          .filter(film -> film.genres().size() > 1 && film.themes().size() > 1)
          .findFirst()
          .orElseThrow();
  private static final SearchRequest PERSONAL =
      TestData.near(FILM.embedding())
          .setTenantId(USER.tenant())
          .setUserId(USER.user())
          .setReturnVectorCandidates(true)
          .setGraph(GraphOptions.newBuilder().setRelationships(true))
          .build();

  private TestPolicies policies;
  private OwnCoordinator coordinator;
  private StoreAddresses stores;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    policies = TestPolicies.in(stores);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    policies.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeEvents(USER.tenant());
    }
  }

  private static FeedbackEvent.Builder event(double reward) {
    return FeedbackEvent.newBuilder()
        .setTenantId(USER.tenant())
        .setUserId(USER.user())
        .setContentId(FILM.id())
        .setEventType("play")
        .setReward(reward);
  }

  private void give(FeedbackEvent.Builder... events) {
    FeedbackRequest.Builder request = FeedbackRequest.newBuilder();
    for (FeedbackEvent.Builder event : events) {
      request.addEvents(event);
    }
    coordinator.client().feedback(request.build());
  }

  private static Oracle knowing(double preference) {
    Map<String, Double> genres = new HashMap<>();
    FILM.genres().forEach(genre -> genres.put(genre, preference));
    Map<String, Double> themes = new HashMap<>();
    FILM.themes().forEach(theme -> themes.put(theme, preference));
    return new Oracle(
        TestData.DATASET, Map.of(USER, Rules.preferring(Map.copyOf(genres), Map.copyOf(themes))));
  }

  private void assertRankedBy(double preference, SearchResponse answer) {
    Answers.assertHits(
        knowing(preference).hybrid(PERSONAL, answer.getVectorCandidatesList()), answer);
  }

  @Test
  void aRewardChangesTheVeryNextAnswer() {
    assertRankedBy(0, coordinator.client().search(PERSONAL));
    assertThat(coordinator.client().search(PERSONAL).getCacheUse().getPolicyHit()).isTrue();

    give(event(0.5));

    assertRankedBy(0.5 * LEARNING_RATE, coordinator.client().search(PERSONAL));
    give(event(-1), event(-1));
    assertRankedBy(-1.5 * LEARNING_RATE, coordinator.client().search(PERSONAL));
  }

  @Test
  void theCopyInNeo4jFollows() throws Exception {
    SearchRequest alone = PERSONAL.toBuilder().setStorage(StorageMode.STORAGE_NEO4J_ONLY).build();
    SearchResponse before = coordinator.client().search(alone);
    assertRankedBy(0, before);

    give(event(1));
    give(event(1));

    double expected =
        knowing(2 * LEARNING_RATE)
            .hybrid(alone, before.getVectorCandidatesList())
            .getFirst()
            .getScore();
    SearchResponse after =
        Eventually.get(
            Duration.ofSeconds(30),
            () -> coordinator.client().search(alone),
            answer -> Math.abs(answer.getHits(0).getScore() - expected) < 1e-9);
    assertRankedBy(2 * LEARNING_RATE, after);
  }

  @Test
  void noLessonOfManyCallersIsLost() throws Exception {
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        calls.add(callers.submit(() -> give(event(0.125))));
      }
      for (Future<?> call : calls) {
        call.get();
      }
    }

    SearchResponse answer =
        coordinator
            .client()
            .search(PERSONAL.toBuilder().addBypassCaches(Cache.CACHE_POLICY).build());
    double product = 1;
    for (int i = 0; i < FILM.genres().size(); i++) {
      product *= 1 + 0.8;
    }
    for (int i = 0; i < FILM.themes().size(); i++) {
      product *= 1 + 0.5 * 0.8;
    }
    assertThat(answer.getHits(0).getContentId()).isEqualTo(FILM.id());
    assertThat(answer.getHits(0).getScore() / answer.getHits(0).getVectorScore())
        .isCloseTo(product, within(1e-6));
  }

  @Test
  void unknownUsersAndUnknownContentTeachNothingAndAreNoErrors() {
    give(event(1).setUserId("no such user"), event(1).setContentId(Long.MAX_VALUE), event(0));

    assertRankedBy(0, coordinator.client().search(PERSONAL));
    assertThat(
            coordinator
                .client()
                .search(PERSONAL.toBuilder().setUserId("no such user").build())
                .hasPolicy())
        .isFalse();
  }
}

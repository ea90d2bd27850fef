package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.FeedbackEvent;
import io.hybridperf.api.v1.FeedbackRequest;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Writes of any kind, many of them nonsense, are stored whole or refused for what they say, and
 * nothing waits for a store afterwards. What was stored is removed.
 */
@WithStack
class WriteFuzzTest {
  private static final int TRIES = 150;
  private static final long SEED = 43;
  // Ids that no film has: so many contents are written again and again.
  private static final long FIRST_ID = 6_000_000_000L;
  private static final long LAST_ID = FIRST_ID + 19;
  private static final long FILM = TestData.DATASET.films().getFirst().id();

  private final List<Long> contents = new ArrayList<>();
  private final List<Long> events = new ArrayList<>();
  private StoreAddresses stores;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    coordinator = OwnCoordinator.start(stores);
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    try (Leftovers leftovers = new Leftovers(stores)) {
      leftovers.removeContent(contents);
      leftovers.removeEvents(events);
    }
  }

  @Test
  void everyIngestIsStoredOrRefusedForWhatItSays() throws Exception {
    Map<Status.Code, Integer> outcomes =
        outcomes(
            FuzzTest.some(ingests(), TRIES, SEED),
            request -> {
              List<Long> ids = coordinator.client().ingest(request).getContentIdsList();
              contents.addAll(ids);
              assertThat(ids)
                  .containsExactlyElementsOf(
                      request.getItemsList().stream().map(Content::getContentId).toList());
            });

    assertVaried(outcomes);
    try (Leftovers leftovers = new Leftovers(stores)) {
      assertThat(leftovers.keptIngests()).isZero();
    }
  }

  @Test
  void everyFeedbackIsStoredOrRefusedForWhatItSays() throws Exception {
    Map<Status.Code, Integer> outcomes =
        outcomes(
            FuzzTest.some(feedbacks(), TRIES, SEED),
            request -> {
              List<Long> ids = coordinator.client().feedback(request).getEventIdsList();
              events.addAll(ids);
              assertThat(ids).hasSize(request.getEventsCount());
            });

    assertVaried(outcomes);
    assertThat(events).doesNotHaveDuplicates();
  }

  /** The stores are well and have time, so there is no reason for any other status. */
  private <T> Map<Status.Code, Integer> outcomes(List<T> requests, Consumer<T> call)
      throws Exception {
    Map<Status.Code, Integer> outcomes = new EnumMap<>(Status.Code.class);
    for (T request : requests) {
      Status.Code outcome = EveryStore.outcome(() -> call.accept(request));
      assertThat(outcome)
          .describedAs("%s", request)
          .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
      outcomes.merge(outcome, 1, Integer::sum);
    }
    coordinator.assertNothingInWork();
    return outcomes;
  }

  private static void assertVaried(Map<Status.Code, Integer> outcomes) {
    assertThat(outcomes.get(Status.Code.OK)).isGreaterThan(TRIES / 5);
    assertThat(outcomes.get(Status.Code.INVALID_ARGUMENT)).isGreaterThan(TRIES / 5);
  }

  private static Arbitrary<IngestRequest> ingests() {
    return FuzzTest.few(items())
        .map(items -> IngestRequest.newBuilder().addAllItems(items).build());
  }

  private static Arbitrary<Content> items() {
    return Builders.withBuilder(Content::newBuilder)
        .use(ids())
        .in(Content.Builder::setContentId)
        .use(mostly(text()))
        .in(Content.Builder::setTitle)
        .use(FuzzTest.embeddings())
        .in(Content.Builder::addAllEmbedding)
        .use(FuzzTest.few(mostly(text())))
        .withProbability(0.3)
        .in(Content.Builder::addAllGenres)
        .use(FuzzTest.few(mostly(text())))
        .withProbability(0.3)
        .in(Content.Builder::addAllThemes)
        .use(FuzzTest.few(mostly(text())))
        .withProbability(0.3)
        .in(Content.Builder::addAllMoods)
        .use(FuzzTest.few(mostly(text())))
        .withProbability(0.3)
        .in(Content.Builder::addAllCulturalContexts)
        .use(shares())
        .in(Content.Builder::setPopularity)
        .use(
            Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.of(0, 1800, 1999, 2200)),
                Tuple.of(1, Arbitraries.integers())))
        .in(Content.Builder::setReleaseYear)
        .use(FuzzTest.few(edges()))
        .withProbability(0.3)
        .in(Content.Builder::addAllEdges)
        .build(Content.Builder::build);
  }

  private static Arbitrary<Long> ids() {
    return Arbitraries.frequencyOf(
        Tuple.of(40, Arbitraries.longs().between(FIRST_ID, LAST_ID)),
        Tuple.of(1, Arbitraries.of(0L, -1L, Long.MIN_VALUE)));
  }

  private static Arbitrary<Edge> edges() {
    return Builders.withBuilder(Edge::newBuilder)
        .use(
            Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(1, 3)),
                Tuple.of(1, Arbitraries.integers())))
        .in(Edge.Builder::setTypeValue)
        .use(Arbitraries.frequencyOf(Tuple.of(20, Arbitraries.just(FILM)), Tuple.of(1, ids())))
        .in(Edge.Builder::setToContentId)
        .use(shares())
        .in(Edge.Builder::setStrength)
        .build(Edge.Builder::build);
  }

  private static Arbitrary<Double> shares() {
    return Arbitraries.frequencyOf(
        Tuple.of(30, Arbitraries.doubles().between(0, 1)),
        Tuple.of(5, Arbitraries.of(0.0, -0.0, 1.0, Double.MIN_VALUE)),
        Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -0.5)));
  }

  private static Arbitrary<FeedbackRequest> feedbacks() {
    return FuzzTest.few(events())
        .map(events -> FeedbackRequest.newBuilder().addAllEvents(events).build());
  }

  /** Of users who have no policy, which the stack's own ones would otherwise be taught by. */
  private static Arbitrary<FeedbackEvent> events() {
    return Builders.withBuilder(FeedbackEvent::newBuilder)
        .use(mostly(text().map(name -> "e2e-fuzz" + name)))
        .in(FeedbackEvent.Builder::setTenantId)
        .use(mostly(text()))
        .in(FeedbackEvent.Builder::setUserId)
        .use(FuzzTest.names())
        .withProbability(0.2)
        .in(FeedbackEvent.Builder::setContext)
        .use(Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(FILM)), Tuple.of(1, ids())))
        .in(FeedbackEvent.Builder::setContentId)
        .use(mostly(text()))
        .in(FeedbackEvent.Builder::setEventType)
        .use(shares())
        .in(FeedbackEvent.Builder::setReward)
        .build(FeedbackEvent.Builder::build);
  }

  /** Hostile, but such as may be stored. */
  private static Arbitrary<String> text() {
    return Arbitraries.of(
        Requests.HOSTILE.stream()
            .filter(text -> !text.isEmpty() && text.length() < 100 && !text.contains("\0"))
            .toList());
  }

  private static Arbitrary<String> mostly(Arbitrary<String> text) {
    return Arbitraries.frequencyOf(Tuple.of(30, text), Tuple.of(1, Arbitraries.strings()));
  }
}

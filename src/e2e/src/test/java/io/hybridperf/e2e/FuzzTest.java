package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Range;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.TextIn;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.sessions.JqwikSession;
import org.junit.jupiter.api.Test;

/**
 * Searches of any kind, most of them nonsense, are answered whole or refused for what they say: the
 * stores are well and have time, so that anything else is a request that a store does not
 * understand, or that hangs.
 */
@WithStack
class FuzzTest {
  private static final int TRIES = 300;
  private static final long SEED = 42;

  @Test
  void everySearchIsAnsweredWholeOrRefusedForWhatItSays(RunningStack stack) throws Exception {
    Map<Status.Code, Integer> outcomes = new EnumMap<>(Status.Code.class);
    try (OwnCoordinator coordinator = OwnCoordinator.start(StoreAddresses.of(stack))) {
      for (SearchRequest request : some(requests(), TRIES, SEED)) {
        Status.Code outcome =
            EveryStore.outcome(() -> assertSensible(request, coordinator.client().search(request)));
        assertThat(outcome)
            .describedAs("%s", request)
            .isIn(Status.Code.OK, Status.Code.INVALID_ARGUMENT);
        outcomes.merge(outcome, 1, Integer::sum);
      }
      coordinator.assertNothingInWork();
    }
    assertThat(outcomes.get(Status.Code.OK)).isGreaterThan(TRIES / 5);
    assertThat(outcomes.get(Status.Code.INVALID_ARGUMENT)).isGreaterThan(TRIES / 5);
  }

  /** The same ones at each call. */
  static <T> List<T> some(Arbitrary<T> requests, int number, long seed) {
    List<T> some = new ArrayList<>();
    JqwikSession.run(() -> {
      RandomGenerator<T> generator = requests.generator(number, true);
      Random random = new Random(seed);
      for (int i = 0; i < number; i++) {
        some.add(generator.next(random).value());
      }
    });
    return some;
  }

  private static void assertSensible(SearchRequest request, SearchResponse answer) {
    assertThat(answer.getDegradedList()).describedAs("%s", request).isEmpty();
    assertThat(answer.getHitsCount()).isLessThanOrEqualTo(Oracle.k(request));
    assertThat(answer.getHitsList()).extracting(Hit::getContentId).doesNotHaveDuplicates();
    assertThat(answer.getHitsList())
        .allMatch(hit -> Double.isFinite(hit.getScore()))
        .isSortedAccordingTo((a, b) ->
            a.getScore() == b.getScore()
                ? Long.compare(a.getContentId(), b.getContentId())
                : Double.compare(b.getScore(), a.getScore()));
  }

  private static Arbitrary<SearchRequest> requests() {
    return Builders.withBuilder(SearchRequest::newBuilder)
        .use(embeddings())
        .withProbability(0.85)
        .in(SearchRequest.Builder::addAllEmbedding)
        .use(ids())
        .withProbability(0.4)
        .in(SearchRequest.Builder::setSeedContentId)
        .use(counts(30, 1000))
        .in(SearchRequest.Builder::setK)
        .use(names())
        .withProbability(0.5)
        .in(SearchRequest.Builder::setTenantId)
        .use(names())
        .withProbability(0.4)
        .in(SearchRequest.Builder::setUserId)
        .use(names())
        .withProbability(0.2)
        .in(SearchRequest.Builder::setContext)
        .use(names())
        .withProbability(0.3)
        .in(SearchRequest.Builder::setQueryText)
        .use(graphs())
        .withProbability(0.6)
        .in(SearchRequest.Builder::setGraph)
        .use(few(filters()))
        .withProbability(0.5)
        .in(SearchRequest.Builder::addAllFilters)
        .use(enumNumbers(2))
        .withProbability(0.2)
        .in(SearchRequest.Builder::setStorageValue)
        .use(few(Arbitraries.integers().between(1, 3)))
        .withProbability(0.3)
        .in(SearchRequest.Builder::addAllBypassCachesValue)
        .use(Arbitraries.of(true, false))
        .in(SearchRequest.Builder::setReturnVectorCandidates)
        .build(SearchRequest.Builder::build);
  }

  static <T> ListArbitrary<T> few(Arbitrary<T> elements) {
    return elements.list().ofMaxSize(3);
  }

  static Arbitrary<List<Float>> embeddings() {
    Arbitrary<List<Float>> real =
        Arbitraries.integers()
            .between(0, TestData.QUERIES.queries().size() - 1)
            .map(query -> TestData.near(query).getEmbeddingList());
    Arbitrary<List<Float>> anyFloats =
        Arbitraries.floats().list().ofSize(TestData.DATASET.dimension());
    Arbitrary<List<Float>> extremes =
        Arbitraries.of(
                0f,
                -0f,
                1f,
                Float.MIN_VALUE,
                Float.MIN_NORMAL,
                1e-30f,
                1e30f,
                Float.MAX_VALUE,
                -Float.MAX_VALUE)
            .list()
            .ofSize(TestData.DATASET.dimension());
    Arbitrary<List<Float>> notFinite =
        Arbitraries.of(1f, Float.NaN, Float.POSITIVE_INFINITY)
            .list()
            .ofSize(TestData.DATASET.dimension());
    Arbitrary<List<Float>> wrongDimension = Arbitraries.floats().list().ofMaxSize(800);
    return Arbitraries.frequencyOf(
        Tuple.of(12, real),
        Tuple.of(2, anyFloats),
        Tuple.of(2, extremes),
        Tuple.of(1, notFinite),
        Tuple.of(1, wrongDimension));
  }

  private static Arbitrary<Long> ids() {
    return Arbitraries.oneOf(
        Arbitraries.longs(),
        Arbitraries.longs().between(1, 5000),
        Arbitraries.of(0L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** Mostly small, seldom as large as is allowed, sometimes anything. */
  private static Arbitrary<Integer> counts(int usual, int largest) {
    return Arbitraries.frequencyOf(
        Tuple.of(20, Arbitraries.integers().between(0, usual)),
        Tuple.of(1, Arbitraries.integers().between(usual, largest)),
        Tuple.of(2, Arbitraries.integers()),
        Tuple.of(1, Arbitraries.of(-1, largest, largest + 1)));
  }

  static Arbitrary<String> names() {
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.of("tenant-000", "user-1", "default", "Drama", "Comedy", "dark")),
        Tuple.of(3, Arbitraries.of(Requests.HOSTILE)),
        Tuple.of(2, Arbitraries.strings().ofMaxLength(140)),
        Tuple.of(1, Arbitraries.just("")));
  }

  private static Arbitrary<Integer> enumNumbers(int last) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, Arbitraries.integers().between(0, last)), Tuple.of(1, Arbitraries.integers()));
  }

  private static Arbitrary<GraphOptions> graphs() {
    return Builders.withBuilder(GraphOptions::newBuilder)
        .use(Arbitraries.of(true, false))
        .in(GraphOptions.Builder::setRelationships)
        .use(counts(2, 3))
        .in(GraphOptions.Builder::setHops)
        .use(counts(10, 100))
        .withProbability(0.3)
        .in(GraphOptions.Builder::setMaxRelated)
        .use(counts(100, 10_000))
        .withProbability(0.3)
        .in(GraphOptions.Builder::setBatchSize)
        .use(enumNumbers(2))
        .withProbability(0.3)
        .in(GraphOptions.Builder::setEnrichmentValue)
        .use(few(names()))
        .withProbability(0.3)
        .in(GraphOptions.Builder::addAllRequiredGenres)
        .use(few(names()))
        .withProbability(0.1)
        .in(GraphOptions.Builder::addAllRequiredThemes)
        .use(few(names()))
        .withProbability(0.1)
        .in(GraphOptions.Builder::addAllRequiredMoods)
        .use(few(names()))
        .withProbability(0.1)
        .in(GraphOptions.Builder::addAllRequiredCulturalContexts)
        .build(GraphOptions.Builder::build);
  }

  private static Arbitrary<Filter> filters() {
    Arbitrary<String> textFields =
        Arbitraries.frequencyOf(Tuple.of(8, Arbitraries.of("genre", "mood")), Tuple.of(1, names()));
    Arbitrary<String> numberFields =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of("popularity", "release_year")), Tuple.of(1, names()));
    Arbitrary<Filter> text =
        Builders.withBuilder(Filter::newBuilder)
            .use(textFields)
            .in(Filter.Builder::setField)
            .use(names().list().ofMinSize(1).ofMaxSize(5))
            .in((filter, values) -> filter.setIn(TextIn.newBuilder().addAllValues(values)))
            .build(Filter.Builder::build);
    Arbitrary<Filter> number =
        Builders.withBuilder(Filter::newBuilder)
            .use(numberFields)
            .in(Filter.Builder::setField)
            .use(ranges())
            .in((Filter.Builder filter, Range range) -> filter.setRange(range))
            .build(Filter.Builder::build);
    return Arbitraries.oneOf(text, number);
  }

  private static Arbitrary<Range> ranges() {
    Arbitrary<Double> ends =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, -0.0, 0.5, 1.0, 1950.0, 1999.5, 1e300, Double.MIN_VALUE),
            Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, -Double.MAX_VALUE),
            Arbitraries.doubles());
    return Builders.withBuilder(Range::newBuilder)
        .use(ends)
        .withProbability(0.6)
        .in(Range.Builder::setMin)
        .use(ends)
        .withProbability(0.4)
        .in(Range.Builder::setMax)
        .build(Range.Builder::build);
  }
}

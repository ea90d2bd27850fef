package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Filter;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.IngestRequest;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.embedded.fault.Fault;
import io.hybridperf.embedded.fault.StoreProxies;
import io.hybridperf.embedded.stack.Eventually;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without the vector store the titles are looked through for the words of the query. */
@WithStack
class TextFallbackTest {
  private static final Duration PATIENCE = Duration.ofSeconds(Client.PATIENCE_SECONDS);
  private static final long DEADLINE_SECONDS = 8;
  private static final long ID = 7_200_000_000L;
  private static final int RANDOM_TEXTS = 100;
  private static final int MAX_CHARACTERS = 1024;

  /** In some hundred titles, fewer than can be asked for. */
  private static final String WORDS = "love, night & day";

  private static final Comparator<Hit> BEST_FIRST =
      Comparator.comparingDouble(Hit::getScore).reversed().thenComparingLong(Hit::getContentId);

  private StoreAddresses stores;
  private StoreAddresses throughLinks;
  private StoreProxies links;
  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    stores = StoreAddresses.of(stack);
    links =
        StoreProxies.to(
            Map.of("milvus", stores.milvus(), "neo4j", URI.create(stores.neo4j()).getAuthority()));
    throughLinks =
        new StoreAddresses(
            links.address("milvus"), "bolt://" + links.address("neo4j"), stores.postgresql());
    coordinator = OwnCoordinator.start(throughLinks);
  }

  @AfterEach
  void close() throws Exception {
    coordinator.close();
    links.close();
  }

  private void stop(String store) throws IOException {
    links.apply(store, new Fault.Stop());
  }

  private static SearchRequest.Builder asking(String text) {
    return TestData.near(3).setQueryText(text).addBypassCaches(Cache.CACHE_GRAPH);
  }

  private SearchResponse search(SearchRequest.Builder request) {
    return coordinator.client().search(request.build());
  }

  private SearchResponse byText(SearchRequest.Builder request) {
    SearchResponse answer = search(request);
    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
    return answer;
  }

  private Status.Code refused(SearchRequest.Builder request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> search(request))
        .getStatus()
        .getCode();
  }

  /** All that have a word in common, as they are without filters and policy. */
  private List<Hit> unfiltered() {
    List<Hit> all = byText(asking(WORDS).setK(1000)).getHitsList();
    assertThat(all).hasSizeBetween(100, 999);
    return all;
  }

  private static Facts facts(Hit hit) {
    return Facts.fromGraph(TestData.DATASET.film(hit.getContentId()).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "cut"})
  void whatTheTitlesSayIsFoundWhateverKeepsTheVectorStoreAway(String fault) throws Exception {
    links.apply("milvus", Fault.parse(fault));

    SearchResponse answer =
        coordinator
            .client()
            .within(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .search(
                asking("the \"TOY\" story?")
                    .setGraph(GraphOptions.newBuilder().setRelationships(true))
                    .build());

    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_GRAPH_ONLY);
    assertThat(answer.getDegradedList()).containsExactly(Stage.STAGE_VECTOR);
    assertThat(answer.getHitsList())
        .hasSize(10)
        .isSortedAccordingTo(BEST_FIRST)
        .allSatisfy(hit -> {
          Facts facts = facts(hit);
          assertThat(hit.getTitle()).isEqualTo(facts.title());
          assertThat(hit.getGenresList()).isEqualTo(facts.genres());
          assertThat(hit.getTitle().toLowerCase(Locale.ROOT)).containsPattern("toy|story|the");
          assertThat(hit.getScore()).isBetween(Double.MIN_VALUE, 1.0);
          assertThat(hit.getVectorScore()).isZero();
        });
    assertThat(answer.getHitsList())
        .extracting(Hit::getTitle)
        .contains("Toy Story", "Toy Story 2", "Toy, The");
    assertThat(answer.getHits(0).getTitle()).isEqualTo("Toy Story");
    assertThat(answer.getHits(0).getRelatedCount()).isPositive();
    assertThat(answer.getStageMicros().getVector()).isPositive();
    assertThat(answer.getStageMicros().getGraph()).isPositive();
  }

  @Test
  void whileTheBreakerIsOpenTooAndNoLonger() throws Exception {
    try (OwnCoordinator quick =
        OwnCoordinator.start(
            throughLinks,
            Map.of(
                "breaker.open-for", "500ms",
                "breaker.minimum-calls", 10,
                "readiness-interval", "10m"))) {
      stop("milvus");
      SearchRequest request = asking("toy story").build();
      Eventually.get(
          PATIENCE,
          () -> {
            assertThat(quick.client().search(request).getHits(0).getTitle()).isEqualTo("Toy Story");
            return Metrics.scrape(quick.metricsPort());
          },
          page ->
              page.lines()
                  .filter(line -> line.startsWith("hybrid_breaker_rejected_total{store=\"milvus"))
                  .anyMatch(line -> !line.endsWith(" 0.0")));

      links.apply("milvus", new Fault.None());

      SearchResponse answer =
          Eventually.get(
              PATIENCE, () -> quick.client().search(request), now -> now.getDegradedCount() == 0);
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_VECTOR_ONLY);
    }
  }

  @Test
  void withVectorsATextChangesNothing() {
    SearchRequest.Builder plain = TestData.near(3);
    SearchResponse without = search(plain);

    SearchResponse with = search(asking("toy story"));

    assertThat(with.getCacheHit()).isTrue();
    assertThat(with.getHitsList()).isEqualTo(without.getHitsList());
    assertThat(search(asking("toy story").addBypassCaches(Cache.CACHE_RESULT)).getHitsList())
        .isEqualTo(without.getHitsList());
  }

  @Test
  void filtersHold() throws Exception {
    stop("milvus");
    List<List<Filter>> all =
        List.of(
            List.of(Filters.in("genre", "Drama", "Comedy")),
            List.of(Filters.in("mood", "")),
            List.of(Filters.between("release_year", 1970.5, 1999)),
            List.of(Filters.atLeast("popularity", 0.4), Filters.atMost("popularity", 0.8)),
            List.of(Filters.in("genre", "Drama"), Filters.atLeast("release_year", 1990)));
    for (List<Filter> filters : all) {
      assertFirstOfUnfiltered(
          asking(WORDS).addAllFilters(filters),
          hit -> Filters.match(filters, TestData.DATASET.film(hit.getContentId()).orElseThrow()));
    }
  }

  @Test
  void requirementsHold() throws Exception {
    stop("milvus");
    GraphOptions.Builder dramas = GraphOptions.newBuilder().addRequiredGenres("Drama");
    assertFirstOfUnfiltered(
        asking(WORDS).setGraph(dramas), hit -> hit.getGenresList().contains("Drama"));
    List<Hit> themed =
        unfiltered().stream().filter(hit -> hit.getThemesCount() > 0).limit(3).toList();
    for (Hit hit : themed) {
      String theme = hit.getThemes(0);
      assertFirstOfUnfiltered(
          asking(WORDS).setGraph(GraphOptions.newBuilder().addRequiredThemes(theme)),
          other -> other.getThemesList().contains(theme));
    }
  }

  private void assertFirstOfUnfiltered(SearchRequest.Builder request, Predicate<Hit> passes) {
    List<Hit> expected = unfiltered().stream().filter(passes).limit(10).toList();
    assertThat(expected).isNotEmpty();
    assertThat(byText(request).getHitsList()).isEqualTo(expected);
  }

  @Test
  void policiesHoldAndRank() throws Exception {
    int k = 5;
    try (TestPolicies _ = TestPolicies.in(stores)) {
      stop("milvus");
      List<Hit> all = unfiltered();
      for (Map.Entry<Rules.Key, Rules> policy : TestPolicies.all().entrySet()) {
        Rules.Key key = policy.getKey();
        Rules rules = policy.getValue();
        List<Hit> expected =
            all.stream()
                .filter(hit -> rules.allow(facts(hit)))
                .limit(3L * k)
                .map(hit ->
                    hit.toBuilder().setScore(rules.score(hit.getScore(), facts(hit))).build())
                .sorted(BEST_FIRST)
                .limit(k)
                .toList();

        SearchResponse answer =
            byText(
                asking(WORDS)
                    .setK(k)
                    .setTenantId(key.tenant())
                    .setUserId(key.user())
                    .setContext(key.context()));

        assertThat(answer.hasPolicy()).isTrue();
        assertThat(answer.getHitsList())
            .as("%s", key)
            .extracting(Hit::getContentId)
            .containsExactlyElementsOf(expected.stream().map(Hit::getContentId).toList());
        for (int i = 0; i < expected.size(); i++) {
          assertThat(answer.getHits(i).getScore())
              .isCloseTo(expected.get(i).getScore(), within(1e-9));
        }
      }
    }
  }

  @Test
  void aSeedComesFirstAndWithNeitherThereIsNoAnswer() throws Exception {
    long seed = TestData.DATASET.films().getFirst().id();
    stop("milvus");

    assertThat(byText(asking("toy story").setSeedContentId(seed)).getHitsList())
        .isEqualTo(byText(asking("").setSeedContentId(seed)).getHitsList());
    assertThat(byText(asking("qwertyuiop")).getHitsList()).isEmpty();
    assertThat(byText(asking(" ?! ")).getHitsList()).isEmpty();
    assertThat(refused(asking(""))).isEqualTo(Status.Code.UNAVAILABLE);
    stop("neo4j");
    assertThat(refused(asking("toy story"))).isEqualTo(Status.Code.UNAVAILABLE);
  }

  /** Texts without an operator find only what has one of their words. */
  @Test
  void aTextIsWordsAndNothingElse() throws Exception {
    stop("milvus");
    Random random = new Random(7);
    Stream<String> anything = Stream.generate(() -> QueryTexts.anyText(random)).limit(RANDOM_TEXTS);
    List<String> longest =
        List.of(
            "a ".repeat(MAX_CHARACTERS / 2),
            "x".repeat(MAX_CHARACTERS),
            "\u4f60".repeat(MAX_CHARACTERS),
            "\ud83c\udfac".repeat(MAX_CHARACTERS),
            QueryTexts.ideographs(MAX_CHARACTERS),
            "(".repeat(MAX_CHARACTERS),
            "-a".repeat(MAX_CHARACTERS / 2));
    List<String> texts =
        Stream.of(
                QueryTexts.luceneSyntax(), HostileTest.texts().stream(), anything, longest.stream())
            .flatMap(some -> some)
            .toList();
    for (String text : texts) {
      if (text.isEmpty()
          || text.indexOf('\0') >= 0
          || QueryTexts.characters(text) > MAX_CHARACTERS) {
        assertThat(refused(asking(text)))
            .as(text)
            .isEqualTo(text.isEmpty() ? Status.Code.UNAVAILABLE : Status.Code.INVALID_ARGUMENT);
        continue;
      }
      SearchResponse answer = byText(asking(text));
      if (text.chars().noneMatch(Character::isLetterOrDigit)) {
        assertThat(answer.getHitsList()).as(text).isEmpty();
      }
    }
    assertThat(byText(asking("to*")).getHitsList())
        .extracting(Hit::getTitle)
        .allMatch(title -> title.toLowerCase(Locale.ROOT).matches("(.*\\W)?to(\\W.*)?"));
    assertThat(byText(asking("NOT toy")).getHitsList())
        .extracting(Hit::getTitle)
        .contains("Toy Story");
    assertThat(byText(asking("+toy +qwertyuiop")).getHitsList())
        .extracting(Hit::getTitle)
        .contains("Toy Story");
  }

  @Test
  void whatIsIngestedIsFoundByItsTitleUntilThatIsAnother() throws Exception {
    List<String> titles =
        Stream.concat(
                Stream.of("Qwertyuiop Rising"),
                Stream.concat(QueryTexts.luceneSyntax(), HostileTest.texts().stream()))
            .filter(text -> text.chars().anyMatch(Character::isLetterOrDigit))
            .filter(text -> text.indexOf('\0') < 0 && QueryTexts.characters(text) <= MAX_CHARACTERS)
            .toList();
    try (OwnCoordinator writing = OwnCoordinator.start(stores);
        Leftovers leftovers = new Leftovers(stores)) {
      stop("milvus");
      try {
        for (String title : titles) {
          writing.client().ingest(IngestRequest.newBuilder().addItems(item(title)).build());

          assertThat(byText(asking(title).setK(1000)).getHitsList())
              .as(title)
              .filteredOn(hit -> hit.getContentId() == ID)
              .singleElement()
              .extracting(Hit::getTitle)
              .isEqualTo(title);
        }
        assertThat(byText(asking(titles.getFirst())).getHitsList())
            .extracting(Hit::getContentId)
            .doesNotContain(ID);
      } finally {
        leftovers.removeContent(List.of(ID));
      }
    }
  }

  private static Content item(String title) {
    return Content.newBuilder()
        .setContentId(ID)
        .setTitle(title)
        .addAllEmbedding(TestData.near(3).getEmbeddingList())
        .addGenres("Drama")
        .build();
  }
}

package io.hybridperf.coordinator.store.neo4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Deadline;
import io.hybridperf.api.v1.Content;
import io.hybridperf.api.v1.Edge;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Related;
import io.hybridperf.coordinator.RealNeo4j;
import io.hybridperf.coordinator.RealStores;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.GraphStore;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.Plan;

/** The real queries on a real Neo4j, against a breadth-first search in memory. */
@ExtendWith(RealStores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Neo4jStoreTest {
  private static final int CONTENTS = 200;

  private final Map<Long, List<Step>> steps = new HashMap<>();
  private final List<Content> contents = new ArrayList<>();
  private RealNeo4j server;
  private Neo4jStore store;

  private record Step(long to, double strength) {}

  private record Reached(long id, int distance, double strength, long paths) {}

  @BeforeAll
  void start(RealNeo4j neo4j) throws StoreException {
    server = neo4j;
    server.empty();
    Neo4jSchema.createConstraints(server.driver(), "neo4j");
    Neo4jSchema.createConstraints(server.driver(), "neo4j");
    Neo4jSchema.createTitleIndex(server.driver(), "neo4j");
    Neo4jSchema.createTitleIndex(server.driver(), "neo4j");
    store = new Neo4jStore(server.config(), RealNeo4j.BREAKER);
    createGraph();
    // Edges may lead to any content that exists, so first all contents, then their edges; twice,
    // since it replaces.
    store.replace(contents.stream().map(c -> c.toBuilder().clearEdges().build()).toList(), soon());
    assertThat(store.replace(contents, soon())).hasSize(CONTENTS);
    store.replace(contents, soon());
  }

  @AfterAll
  void stop() {
    store.close();
  }

  private static Deadline soon() {
    return Deadline.after(2, TimeUnit.MINUTES);
  }

  private void createGraph() {
    Random random = new Random(7);
    for (long id = 1; id <= CONTENTS; id++) {
      Content.Builder content =
          Content.newBuilder()
              .setContentId(id)
              .setTitle("Title ' \" " + id)
              .addGenres("genre " + random.nextInt(5))
              .addGenres("a genre")
              .addThemes("theme")
              .addMoods("mood")
              .addCulturalContexts("region");
      Set<String> drawn = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        Edge.Type type = Edge.Type.forNumber(1 + random.nextInt(3));
        long to = 1L + random.nextInt(CONTENTS);
        // Powers of two, whose products are exact in whatever order they are taken.
        double strength = 1.0 / (1 << random.nextInt(4));
        if (to != id && drawn.add(type + " " + to)) {
          content.addEdges(
              Edge.newBuilder().setType(type).setToContentId(to).setStrength(strength));
          double counted = type == Edge.Type.SEQUEL_OF ? 1 : strength;
          steps.computeIfAbsent(id, any -> new ArrayList<>()).add(new Step(to, counted));
          steps.computeIfAbsent(to, any -> new ArrayList<>()).add(new Step(id, counted));
        }
      }
      contents.add(content.build());
    }
  }

  /**
   * Everything within some hops: by fewest edges, with the best product and the number of such
   * paths.
   */
  private List<Reached> walk(long from, int hops) {
    Map<Long, Reached> reached = new HashMap<>(Map.of(from, new Reached(from, 0, 1, 1)));
    List<Reached> frontier = List.of(reached.get(from));
    List<Reached> all = new ArrayList<>();
    for (int hop = 1; hop <= hops; hop++) {
      Map<Long, Reached> next = new HashMap<>();
      for (Reached here : frontier) {
        for (Step step : steps.getOrDefault(here.id(), List.of())) {
          if (!reached.containsKey(step.to())) {
            next.merge(
                step.to(),
                new Reached(step.to(), hop, here.strength() * step.strength(), here.paths()),
                (a, b) ->
                    new Reached(
                        a.id(),
                        a.distance(),
                        Math.max(a.strength(), b.strength()),
                        a.paths() + b.paths()));
          }
        }
      }
      reached.putAll(next);
      frontier = List.copyOf(next.values());
      all.addAll(frontier);
    }
    return all;
  }

  @Test
  void factsAreWhatWasStored() throws StoreException {
    Map<Long, GraphFacts> facts =
        store.facts(List.of(1L, 2L, 99_999L, -1L), RelatedScope.NONE, soon());
    assertThat(facts).containsOnlyKeys(1L, 2L);
    GraphFacts first = facts.get(1L);
    assertThat(first.unscored().getTitle()).isEqualTo("Title ' \" 1");
    assertThat(first.genres())
        .containsExactly("a genre", contents.getFirst().getGenres(0))
        .isSorted();
    assertThat(first.themes()).containsExactly("theme");
    assertThat(first.unscored().getMoodsList()).containsExactly("mood");
    assertThat(first.unscored().getCulturalContextsList()).containsExactly("region");
    assertThat(first.unscored().getRelatedList()).isEmpty();
  }

  @Test
  void relatedContentIsNearestThenStrongestThenById() throws StoreException {
    List<Long> ids = LongStream.rangeClosed(1, CONTENTS).boxed().toList();
    for (int hops = 1; hops <= 3; hops++) {
      for (int limit : new int[] {1, 4, 10, 100}) {
        Map<Long, GraphFacts> facts = store.facts(ids, new RelatedScope(hops, limit), soon());
        for (long id : ids) {
          List<Related> expected =
              walk(id, hops).stream()
                  .sorted(
                      Comparator.comparingInt(Reached::distance)
                          .thenComparing(Comparator.comparingDouble(Reached::strength).reversed())
                          .thenComparingLong(Reached::id))
                  .limit(limit)
                  .map(reached ->
                      Related.newBuilder()
                          .setContentId(reached.id())
                          .setDistance(reached.distance())
                          .setStrength(reached.strength())
                          .build())
                  .toList();
          assertThat(facts.get(id).unscored().getRelatedList())
              .as("%d within %d hops, at most %d", id, hops, limit)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void similarContentIsScoredByShortestPathsOverDepth() throws StoreException {
    for (int depth = 1; depth <= 3; depth++) {
      for (long seed = 1; seed <= 20; seed++) {
        List<GraphStore.Scored> expected =
            walk(seed, depth).stream()
                .map(reached ->
                    new GraphStore.Scored(
                        reached.id(), (double) reached.paths() / reached.distance()))
                .sorted(
                    Comparator.comparingDouble(GraphStore.Scored::score)
                        .reversed()
                        .thenComparingLong(GraphStore.Scored::contentId))
                .limit(30)
                .toList();
        assertThat(store.similar(around(seed, depth), 30, soon())).isEqualTo(expected);
      }
    }
    assertThat(store.similar(around(99_999, 3), 30, soon())).isEmpty();
  }

  private static GraphStore.Around around(long seed, int depth) {
    return new GraphStore.Around(seed, depth, GraphOptions.getDefaultInstance(), Set.of());
  }

  @Test
  void similarContentIsFilteredBeforeItIsLimited() throws StoreException {
    GraphOptions required =
        GraphOptions.newBuilder()
            .addRequiredGenres("genre 1")
            .addRequiredGenres("genre 2")
            .addRequiredThemes("theme")
            .addRequiredMoods("mood")
            .addRequiredCulturalContexts("region")
            .build();
    for (long seed = 1; seed <= 20; seed++) {
      List<Long> expected =
          store.similar(around(seed, 3), CONTENTS, soon()).stream()
              .map(GraphStore.Scored::contentId)
              .filter(id -> contents.get((int) (id - 1)).getGenresList().contains("genre 1"))
              .limit(4)
              .toList();
      GraphStore.Around filtered =
          new GraphStore.Around(seed, 3, required, Set.of("genre 2", "genre 3"));
      assertThat(store.similar(filtered, 4, soon()))
          .extracting(GraphStore.Scored::contentId)
          .hasSizeLessThanOrEqualTo(4)
          .isEqualTo(expected);
    }
  }

  @Test
  void titlesAreFoundByAnyOfTheirWordsTheRarerTheBetter() throws StoreException {
    List<GraphStore.Scored> found = titled("a TITLE: (17) AND NOT 23?", Policy.NEUTRAL, CONTENTS);

    assertThat(found).hasSize(CONTENTS);
    assertThat(found)
        .extracting(GraphStore.Scored::contentId)
        .startsWith(17L, 23L)
        .doesNotHaveDuplicates();
    assertThat(found)
        .allMatch(scored -> scored.score() > 0 && scored.score() < 1)
        .isSortedAccordingTo(
            Comparator.comparingDouble(GraphStore.Scored::score)
                .reversed()
                .thenComparingLong(GraphStore.Scored::contentId));
    assertThat(found.get(1).score()).isGreaterThan(found.get(2).score());
    assertThat(titled("nothing like it", Policy.NEUTRAL, CONTENTS)).isEmpty();
    assertThat(titled("title", Policy.NEUTRAL, 4))
        .extracting(GraphStore.Scored::contentId)
        .containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void titlesAreFilteredBeforeTheyAreLimited() throws StoreException {
    Policy policy =
        new Policy(
            Map.of(),
            Map.of(),
            Set.of("genre 2"),
            Policy.NEUTRAL.minReleaseYear(),
            Policy.NEUTRAL.maxReleaseYear(),
            0);
    List<Long> expected =
        contents.stream()
            .filter(content -> !content.getGenresList().contains("genre 2"))
            .map(Content::getContentId)
            .limit(10)
            .toList();

    assertThat(titled("title", policy, 10))
        .extracting(GraphStore.Scored::contentId)
        .isEqualTo(expected);
  }

  private List<GraphStore.Scored> titled(String text, Policy policy, int limit)
      throws StoreException {
    return store.titled(
        new GraphStore.Titled(text, GraphOptions.getDefaultInstance(), List.of(), policy),
        limit,
        soon());
  }

  @Test
  void unknownIdsAreFound() throws StoreException {
    assertThat(store.unknown(List.of(1L, 99_999L, -5L), soon()))
        .containsExactlyInAnyOrder(99_999L, -5L);
  }

  @Test
  void everyReadStartsAtTheUniqueIndex() {
    try (Session session = server.driver().session()) {
      for (int hops = 0; hops <= 3; hops++) {
        assertIndexed(session, GraphQueries.facts(hops));
      }
      for (int depth = 1; depth <= 3; depth++) {
        assertIndexed(session, GraphQueries.similar(depth, Set.of(), false));
        assertIndexed(session, GraphQueries.similar(depth, EnumSet.allOf(NodeNames.class), true));
      }
    }
  }

  private static void assertIndexed(Session session, String cypher) {
    Plan plan =
        session
            .run(
                "EXPLAIN " + cypher,
                Map.of(
                    "ids", List.of(1L),
                    "seed", 1L,
                    "limit", 10,
                    "excluded", List.of("x"),
                    "genres", List.of("x"),
                    "themes", List.of("x"),
                    "moods", List.of("x"),
                    "contexts", List.of("x")))
            .consume()
            .queryPlan()
            .orElseThrow();
    assertThat(operators(plan)).contains("NodeUniqueIndexSeek").doesNotContain("Scan", "Cartesian");
  }

  private static String operators(Plan plan) {
    StringBuilder operators = new StringBuilder(plan.operatorType()).append(' ');
    plan.children().forEach(child -> operators.append(operators(child)));
    return operators.toString();
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    try (Neo4jStore nowhere =
        new Neo4jStore(RealNeo4j.config("bolt://127.0.0.1:1", "", ""), RealNeo4j.BREAKER)) {
      StoreException failure =
          catchThrowableOfType(StoreException.class, () -> nowhere.check(soon()));
      assertThat(failure.reason()).isEqualTo(StoreException.Reason.UNAVAILABLE);
      assertThat(failure).hasMessage("the graph store is unavailable");
    }
  }

  @Test
  void aQueryOutOfTimeIsATimeout() {
    List<Long> ids = LongStream.rangeClosed(1, CONTENTS).boxed().toList();
    StoreException failure =
        catchThrowableOfType(
            StoreException.class,
            () ->
                store.facts(
                    ids, new RelatedScope(3, 100), Deadline.after(100, TimeUnit.MICROSECONDS)));
    assertThat(failure.reason()).isEqualTo(StoreException.Reason.TIMEOUT);
  }
}

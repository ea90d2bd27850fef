package io.hybridperf.jmh.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.stack.StackProcess;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** That the sweeps of the stack's benchmarks reach it. Starts the stack: {@code -Pstack-tests}. */
@EnabledIfSystemProperty(named = "stack.tests", matches = "true")
class StackSweepsTest {
  private static StackProcess stack;

  @BeforeAll
  static void startTheStack() {
    // A folder of its own: two stacks cannot share their data, and a benchmark may run beside this.
    System.setProperty("bench.cache", Path.of("target", "stack-tests").toAbsolutePath().toString());
    stack = CoordinatorClient.startStack();
    System.setProperty(CoordinatorClient.TARGET_PROPERTY, stack.target());
  }

  @AfterAll
  static void stopTheStack() {
    System.clearProperty(CoordinatorClient.TARGET_PROPERTY);
    System.clearProperty("bench.cache");
    stack.close();
  }

  @Test
  void depth2ReachesWhatDepth1Cannot() {
    GraphDepth near = graph(1);
    GraphDepth far = graph(2);
    Set<Long> beyond = new HashSet<>();
    for (long seed : near.seeds().subList(0, 5)) {
      Set<Long> within = ids(near.search(seed));
      Set<Long> reached = ids(far.search(seed));
      // All neighbours are known only where they are fewer than the hits asked for.
      if (within.size() < near.k) {
        reached.removeAll(within);
        beyond.addAll(reached);
      }
    }
    assertThat(beyond).isNotEmpty();
    near.tearDown();
    far.tearDown();
  }

  @Test
  void hybridIsAnsweredByAllStoresWithTheFiltersApplied() {
    assertThat(answer("hybrid").getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_PARALLEL);
  }

  @Test
  void neo4jAloneGivesTheSameHitsWithTheSameRelationships() {
    SearchResponse alone = answer("neo4j_only");
    assertThat(alone.getStrategy()).isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
    Map<Long, Set<Long>> byNeo4j = related(alone);
    Map<Long, Set<Long>> byAll = related(answer("hybrid"));
    assertThat(byAll.values()).anyMatch(related -> !related.isEmpty());
    int hits = byAll.size();
    byAll.keySet().retainAll(byNeo4j.keySet());
    // Both indexes are approximate.
    assertThat(byAll).hasSizeGreaterThan(hits * 9 / 10);
    byNeo4j.keySet().retainAll(byAll.keySet());
    assertThat(byNeo4j).isEqualTo(byAll);
  }

  /** The second query's answer, after the setup has checked strategy and recall. */
  private static SearchResponse answer(String storage) {
    HybridVsNeo4j benchmark = new HybridVsNeo4j();
    benchmark.storage = storage;
    benchmark.k = 100;
    benchmark.setUp();
    SearchResponse answer = benchmark.search();
    benchmark.tearDown();
    assertThat(answer.getHitsList()).hasSize(100);
    assertThat(answer.getHitsList())
        .allMatch(
            hit -> hit.getGenresList().contains("Comedy") || hit.getGenresList().contains("Drama"));
    assertThat(Facts.value("recall@100")).isGreaterThan(0.9);
    return answer;
  }

  private static Map<Long, Set<Long>> related(SearchResponse answer) {
    Map<Long, Set<Long>> related = new HashMap<>();
    for (Hit hit : answer.getHitsList()) {
      related.put(
          hit.getContentId(),
          hit.getRelatedList().stream().map(Related::getContentId).collect(Collectors.toSet()));
    }
    return related;
  }

  @Test
  void milvusIsSearchedOverItsSdk() {
    System.setProperty("milvus.address", stack.description().at("/stores/milvus").asText());
    QueryComplexity benchmark = new QueryComplexity();
    benchmark.backend = "milvus";
    benchmark.data = "clustered:2000x32";
    benchmark.k = 10;
    benchmark.batch = 3;
    benchmark.setUp();
    assertThat(Facts.value("recall@10")).isGreaterThan(0.95);
    benchmark.tearDown();
    System.clearProperty("milvus.address");
  }

  private static GraphDepth graph(int depth) {
    GraphDepth benchmark = new GraphDepth();
    benchmark.depth = depth;
    benchmark.k = 1_000;
    benchmark.setUp();
    return benchmark;
  }

  private static Set<Long> ids(SearchResponse answer) {
    Set<Long> ids = new HashSet<>();
    for (Hit hit : answer.getHitsList()) {
      ids.add(hit.getContentId());
    }
    return ids;
  }
}

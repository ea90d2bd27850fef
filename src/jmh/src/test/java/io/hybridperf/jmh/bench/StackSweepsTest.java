package io.hybridperf.jmh.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.jmh.stack.CoordinatorClient;
import io.hybridperf.jmh.stack.StackProcess;
import java.util.HashSet;
import java.util.Set;
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
    stack = StackProcess.start();
    System.setProperty(CoordinatorClient.TARGET_PROPERTY, stack.target());
  }

  @AfterAll
  static void stopTheStack() {
    System.clearProperty(CoordinatorClient.TARGET_PROPERTY);
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
    HybridVsNeo4j benchmark = new HybridVsNeo4j();
    benchmark.storage = "hybrid";
    benchmark.k = 100;
    benchmark.setUp();
    SearchResponse answer = benchmark.search();
    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_HYBRID_PARALLEL);
    assertThat(answer.getHitsList()).hasSize(100);
    assertThat(answer.getHitsList())
        .allMatch(
            hit -> hit.getGenresList().contains("Comedy") || hit.getGenresList().contains("Drama"));
    assertThat(Facts.value("recall@100")).isGreaterThan(0.9);
    benchmark.tearDown();
  }

  @Test
  void neo4jAloneAnswersTheSameSearchWithTheFiltersApplied() {
    HybridVsNeo4j benchmark = new HybridVsNeo4j();
    benchmark.storage = "neo4j_only";
    benchmark.k = 100;
    benchmark.setUp();
    SearchResponse answer = benchmark.search();
    assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_NEO4J_ONLY);
    assertThat(answer.getHitsList()).hasSize(100);
    assertThat(answer.getHitsList())
        .allMatch(
            hit -> hit.getGenresList().contains("Comedy") || hit.getGenresList().contains("Drama"));
    assertThat(Facts.value("recall@100")).isGreaterThan(0.9);
    benchmark.tearDown();
  }

  @Test
  void milvusIsSearchedOverItsSdk() {
    System.setProperty("milvus.address", stack.milvus());
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

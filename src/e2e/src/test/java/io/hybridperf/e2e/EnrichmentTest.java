package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.embedded.stack.RunningStack;
import io.hybridperf.embedded.stack.WithStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Searches at the same time share their queries to the graph, and nobody can tell by the answer.
 */
@WithStack
class EnrichmentTest {
  private static final int CALLERS = 32;
  private static final int REQUESTS = 160;
  // With a size, a request's contents are asked for alone.
  private static final int ALONE = 1_000;

  private OwnCoordinator coordinator;

  @BeforeEach
  void start(RunningStack stack) throws Exception {
    // On a busy machine a queue may stand, and nobody is to be turned away for it here.
    coordinator =
        OwnCoordinator.start(StoreAddresses.of(stack), Map.of("limits.queue-target", "0ms"));
  }

  @AfterEach
  void close() {
    coordinator.close();
  }

  private static SearchRequest request(int i, int batchSize) {
    GraphOptions.Builder graph =
        GraphOptions.newBuilder()
            .setRelationships(true)
            .setHops(1 + i % 2)
            .setMaxRelated(5)
            .setBatchSize(batchSize);
    return TestData.near(i % 50)
        .setK(5 + i % 7)
        .setGraph(graph)
        .addBypassCaches(Cache.CACHE_RESULT)
        .addBypassCaches(Cache.CACHE_GRAPH)
        .build();
  }

  @Test
  void sharedAnswersAreThoseOfRequestsThatAskAlone() throws Exception {
    List<List<Hit>> shared = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<SearchResponse>> answers = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        SearchRequest request = request(i, 0);
        answers.add(callers.submit(() -> coordinator.client().search(request)));
      }
      for (Future<SearchResponse> answer : answers) {
        SearchResponse found = answer.get(Client.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(found.getDegradedList()).isEmpty();
        shared.add(withoutScores(found));
      }
    }
    String page = Metrics.scrape(coordinator.metricsPort());
    assertThat(Metrics.value(page, "hybrid_graph_query_callers_total")).hasValue(REQUESTS);
    assertThat(Metrics.value(page, "hybrid_graph_queries_total").orElseThrow())
        .isLessThan(REQUESTS);

    for (int i = 0; i < REQUESTS; i++) {
      SearchResponse alone = coordinator.client().search(request(i, ALONE));
      assertThat(shared.get(i))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(withoutScores(alone));
    }
  }

  /** The last digit of a vector's score varies with what the JVM made of the loop. */
  private static List<Hit> withoutScores(SearchResponse answer) {
    return answer.getHitsList().stream()
        .map(hit -> hit.toBuilder().clearScore().clearVectorScore().build())
        .toList();
  }
}

package io.hybridperf.suite.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.CacheUse;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SearchValuesTest {

  private static Map<String, Long> values(SearchResponse.Builder answer) {
    Map<String, Long> values = new TreeMap<>();
    SearchValues.INSTANCE.find(answer.build(), values::put);
    return values;
  }

  private static StageMicros micros(long vector, long graph, long policy, long total) {
    return StageMicros.newBuilder()
        .setVector(vector)
        .setGraph(graph)
        .setPolicy(policy)
        .setAggregation(5)
        .setTotal(total)
        .build();
  }

  @Test
  void stagesAreRecordedInNanosecondsAndThoseThatDidNotRunAreNot() {
    assertThat(
            values(
                SearchResponse.newBuilder()
                    .setStrategy(Strategy.STRATEGY_VECTOR_ONLY)
                    .setStageMicros(micros(300, 0, 0, 350))))
        .containsEntry("stage.vector", 300_000L)
        .containsEntry("stage.aggregation", 5_000L)
        .containsEntry("coordination", 50_000L)
        .doesNotContainKeys("stage.graph", "stage.policy");
  }

  @Test
  void coordinationIsWhatNoStoreTook() {
    assertThat(
            SearchValues.coordinationMicros(
                micros(300, 400, 200, 1_000), Strategy.STRATEGY_HYBRID_SEQUENTIAL))
        .isEqualTo(100);
    assertThat(
            SearchValues.coordinationMicros(
                micros(300, 400, 200, 1_000), Strategy.STRATEGY_HYBRID_PARALLEL))
        .isEqualTo(300);
    assertThat(
            SearchValues.coordinationMicros(
                micros(300, 400, 200, 850), Strategy.STRATEGY_HYBRID_SEQUENTIAL))
        .isZero();
  }

  @Test
  void cachesAndDegradationAreShares() {
    assertThat(
            values(
                SearchResponse.newBuilder()
                    .setCacheHit(true)
                    .setPolicy(PolicyRef.newBuilder().setTenantId("t"))
                    .addDegraded(Stage.STAGE_GRAPH)
                    .setCacheUse(CacheUse.newBuilder().setGraphHits(3).setGraphMisses(1))))
        .containsEntry("cache.result", 1_000_000L)
        .containsEntry("cache.policy", 0L)
        .containsEntry("cache.graph", 750_000L)
        .containsEntry("degraded", 1_000_000L)
        .doesNotContainKey("coordination");
  }

  @Test
  void cachesThatWereNotAskedAreLeftOut() {
    assertThat(values(SearchResponse.newBuilder()))
        .containsOnly(Map.entry("cache.result", 0L), Map.entry("degraded", 0L));
  }
}

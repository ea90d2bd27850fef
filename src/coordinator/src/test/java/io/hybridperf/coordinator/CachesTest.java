package io.hybridperf.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What bounds the three caches, and what they tell of themselves. */
class CachesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final GraphOptions RELATIONSHIPS =
      GraphOptions.newBuilder().setRelationships(true).build();

  /** A request that only its number tells from others. */
  private static SearchRequest.Builder numbered(int number) {
    return SearchRequest.newBuilder().addAllEmbedding(List.of(1f, number / 1000f, 0f, 0f)).setK(3);
  }

  private static SearchRequest personal(int number) {
    return numbered(number)
        .setTenantId("t")
        .setUserId("u" + number)
        .setGraph(RELATIONSHIPS)
        .build();
  }

  private static double metric(Fixture fixture, String name) throws Exception {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(fixture.metrics());
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"result", "policy", "graph"})
  void aCacheStaysWithinItsBytes(String cache) throws Exception {
    int bound = 8 << 10;
    try (Fixture fixture =
        Fixture.start("coordinator.cache." + cache + ".max-bytes = " + bound + " B")) {
      for (int i = 0; i < 300; i++) {
        fixture.client().search(numbered(i).build());
        fixture.client().search(personal(i).toBuilder().setK(20).build());
        assertThat(metricBytes(fixture, cache, i)).isLessThanOrEqualTo(bound);
      }
      assertThat(metric(fixture, "hybrid_cache_size_bytes{cache=\"" + cache + "\"}")).isPositive();
      assertThat(metric(fixture, "hybrid_cache_entries{cache=\"" + cache + "\"}"))
          .isBetween(1.0, 60.0);
    }
  }

  private static double metricBytes(Fixture fixture, String cache, int i) throws Exception {
    return i % 50 == 0 ? metric(fixture, "hybrid_cache_size_bytes{cache=\"" + cache + "\"}") : 0;
  }

  @Test
  void noBytesSwitchACacheOff() {
    try (Fixture fixture =
        Fixture.start(
            """
            coordinator.cache.result.max-bytes = 0 B
            coordinator.cache.policy.max-bytes = 0 B
            coordinator.cache.graph.max-bytes = 0 B
            """)) {
      for (int times = 0; times < 3; times++) {
        assertThat(fixture.client().search(numbered(1).build()).getCacheHit()).isFalse();
        SearchResponse personal = fixture.client().search(personal(1));
        assertThat(personal.getCacheUse().getPolicyHit()).isFalse();
        assertThat(personal.getCacheUse().getGraphHits()).isZero();
      }
    }
  }

  @Test
  void anEntryLivesNoLongerThanItsTime() {
    try (Fixture fixture =
        Fixture.start(
            """
            coordinator.cache.result.ttl = 200ms
            coordinator.cache.policy.ttl = 200ms
            coordinator.cache.graph.ttl = 200ms
            """)) {
      fixture.client().search(numbered(1).build());
      fixture.client().search(personal(1));
      long filled = System.nanoTime();
      boolean result = true;
      boolean policy = true;
      boolean graph = true;
      // Reading does not prolong a life: sooner or later each is asked for anew.
      while ((result || policy || graph) && System.nanoTime() - filled < PATIENCE.toNanos()) {
        result &= fixture.client().search(numbered(1).build()).getCacheHit();
        SearchResponse personal = fixture.client().search(personal(1));
        policy &= personal.getCacheUse().getPolicyHit();
        graph &= personal.getCacheUse().getGraphMisses() == 0;
      }
      assertThat(List.of(result, policy, graph)).containsOnly(false);
    }
  }

  @Test
  void theMetricsCountWhatTheAnswersSay() throws Exception {
    try (Fixture fixture = Fixture.start()) {
      int resultHits = 0;
      int policyHits = 0;
      int graphHits = 0;
      int graphMisses = 0;
      for (int i = 0; i < 40; i++) {
        resultHits += fixture.client().search(numbered(i % 7).build()).getCacheHit() ? 1 : 0;
        SearchResponse personal = fixture.client().search(personal(i % 11));
        policyHits += personal.getCacheUse().getPolicyHit() ? 1 : 0;
        graphHits += personal.getCacheUse().getGraphHits();
        graphMisses += personal.getCacheUse().getGraphMisses();
      }
      assertThat(List.of(resultHits, policyHits)).containsExactly(33, 29);
      String name = "hybrid_cache_requests_total{cache=\"%s\",result=\"%s\"}";
      assertThat(metric(fixture, name.formatted("result", "hit"))).isEqualTo(33);
      assertThat(metric(fixture, name.formatted("result", "miss"))).isEqualTo(7);
      assertThat(metric(fixture, name.formatted("policy", "hit"))).isEqualTo(29);
      assertThat(metric(fixture, name.formatted("policy", "miss"))).isEqualTo(11);
      assertThat(metric(fixture, name.formatted("graph", "hit"))).isEqualTo(graphHits);
      assertThat(metric(fixture, name.formatted("graph", "miss"))).isEqualTo(graphMisses);
    }
  }

  @Test
  void anAnswerMadeWithoutItsVectorsIsNotKept() {
    try (Fixture fixture = Fixture.start()) {
      SearchRequest seeded = numbered(1).setSeedContentId(30).build();
      fixture.stores.vectors.mood = FakeStores.Mood.DOWN;
      assertThat(fixture.client().search(seeded).getDegradedCount()).isOne();
      fixture.stores.vectors.mood = FakeStores.Mood.WELL;

      SearchResponse answer = fixture.client().search(seeded);

      assertThat(answer.getDegradedList()).isEmpty();
      assertThat(answer.getCacheHit()).isFalse();
      assertThat(fixture.client().search(seeded).getCacheHit()).isTrue();
    }
  }

  @Test
  void whatIsAUsersIsNeverAnothersOfTheSameNameElsewhere() {
    try (Fixture fixture = Fixture.start()) {
      fixture.stores.policies.put(
          new PolicyKey("a", "u", "default"),
          new Policy(Map.of(), Map.of(), Set.of("Comedy"), 0, 3000, 0));
      SearchRequest.Builder request = numbered(1).setUserId("u");
      for (int times = 0; times < 2; times++) {
        assertThat(fixture.client().search(request.setTenantId("a").build()).hasPolicy()).isTrue();
        assertThat(fixture.client().search(request.setTenantId("b").build()).hasPolicy()).isFalse();
        assertThat(
                fixture
                    .client()
                    .search(request.setTenantId("a").setContext("other").build())
                    .hasPolicy())
            .isFalse();
        request.clearContext();
      }
    }
  }
}

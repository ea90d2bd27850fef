package io.hybridperf.suite.answers;

import static io.hybridperf.api.v1.StorageMode.STORAGE_HYBRID;
import static io.hybridperf.api.v1.StorageMode.STORAGE_NEO4J_ONLY;
import static io.hybridperf.api.v1.StorageMode.STORAGE_UNSPECIFIED;
import static io.hybridperf.api.v1.Strategy.STRATEGY_CACHED;
import static io.hybridperf.api.v1.Strategy.STRATEGY_GRAPH_ONLY;
import static io.hybridperf.api.v1.Strategy.STRATEGY_HYBRID_PARALLEL;
import static io.hybridperf.api.v1.Strategy.STRATEGY_HYBRID_SEQUENTIAL;
import static io.hybridperf.api.v1.Strategy.STRATEGY_NEO4J_ONLY;
import static io.hybridperf.api.v1.Strategy.STRATEGY_UNSPECIFIED;
import static io.hybridperf.api.v1.Strategy.STRATEGY_VECTOR_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StorageMode;
import io.hybridperf.api.v1.Strategy;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table in coordinator.proto: each request, from each storage, by each strategy. */
class PlanRulesTest {

  private static void allowed(SearchRequest asked, Strategy... byStores) {
    Set<Strategy> ofStores = Set.of(byStores);
    EnumSet<Strategy> ofNeo4j = EnumSet.of(STRATEGY_NEO4J_ONLY);
    // The one cache keeps the answers of both apart.
    if (ofStores.contains(STRATEGY_CACHED)) {
      ofNeo4j.add(STRATEGY_CACHED);
    }
    EnumSet<Strategy> any = EnumSet.copyOf(ofNeo4j);
    any.addAll(ofStores);
    allowed(asked, STORAGE_HYBRID, ofStores);
    allowed(asked, STORAGE_NEO4J_ONLY, ofNeo4j);
    allowed(asked, STORAGE_UNSPECIFIED, any);
  }

  private static void allowed(SearchRequest asked, StorageMode storage, Set<Strategy> strategies) {
    SearchRequest ofStorage = asked.toBuilder().setStorage(storage).build();
    SearchResponse honest = HonestAnswer.to(ofStorage);
    for (Strategy strategy : Strategy.values()) {
      if (strategy != STRATEGY_UNSPECIFIED && strategy != Strategy.UNRECOGNIZED) {
        SearchResponse answer =
            honest.toBuilder()
                .setStrategy(strategy)
                .setCacheHit(strategy == STRATEGY_CACHED)
                .build();
        assertThat(PlanRules.flaw(ofStorage, answer) != Flaw.WRONG_STRATEGY)
            .as("%s to %s", strategy, storage)
            .isEqualTo(strategies.contains(strategy));
      }
    }
  }

  @Test
  void vectorsAloneOrTheResultCacheAnswerWhatNeedsNoGraph() {
    allowed(HonestAnswer.SIMPLE, STRATEGY_VECTOR_ONLY, STRATEGY_CACHED);
    allowed(HonestAnswer.SIMPLE.toBuilder().setK(51).build(), STRATEGY_VECTOR_ONLY);
    allowed(HonestAnswer.SIMPLE.toBuilder().setUserId("user-1").build(), STRATEGY_VECTOR_ONLY);
  }

  @Test
  void bothStoresAnswerWhatNeedsTheGraph() {
    allowed(HonestAnswer.HYBRID, STRATEGY_HYBRID_SEQUENTIAL);
    allowed(HonestAnswer.COMPLEX, STRATEGY_HYBRID_SEQUENTIAL);
    allowed(HonestAnswer.HYBRID.toBuilder().setK(21).build(), STRATEGY_HYBRID_PARALLEL);
  }

  @Test
  void theGraphAnswersWhatHasNoEmbedding() {
    allowed(HonestAnswer.GRAPH_ONLY, STRATEGY_GRAPH_ONLY);
  }
}

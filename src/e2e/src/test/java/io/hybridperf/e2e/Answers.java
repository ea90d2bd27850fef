package io.hybridperf.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.api.v1.Cache;
import io.hybridperf.api.v1.Enrichment;
import io.hybridperf.api.v1.GraphOptions;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.PolicyRef;
import io.hybridperf.api.v1.Related;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.api.v1.VectorCandidate;
import io.hybridperf.feeders.movielens.Film;
import java.util.List;
import org.assertj.core.data.Offset;

/** What holds for every answer. */
final class Answers {
  private static final double RELATIVE_TOLERANCE = 1e-9;
  private static final Offset<Double> FLOAT_ARITHMETIC = within(1e-5);

  // Each stage that ran counts at least one microsecond.
  private static final long ROUNDING_MICROS = 4;

  private Answers() {}

  /** The strategy by the API's table, were there no result cache. */
  static Strategy planned(SearchRequest request) {
    GraphOptions graph = request.getGraph();
    boolean graphNeed =
        graph.getRelationships()
            || graph.getRequiredGenresCount() > 0
            || graph.getRequiredCulturalContextsCount() > 0
            || graph.getRequiredThemesCount() > 0
            || graph.getRequiredMoodsCount() > 0;
    if (request.getEmbeddingCount() == 0) {
      return Strategy.STRATEGY_GRAPH_ONLY;
    } else if (!graphNeed) {
      return Strategy.STRATEGY_VECTOR_ONLY;
    }
    boolean parallel =
        graph.getEnrichment() == Enrichment.ENRICHMENT_UNSPECIFIED
            ? Oracle.k(request) > 20
            : graph.getEnrichment() == Enrichment.ENRICHMENT_PARALLEL;
    return parallel ? Strategy.STRATEGY_HYBRID_PARALLEL : Strategy.STRATEGY_HYBRID_SEQUENTIAL;
  }

  static boolean cacheable(SearchRequest request) {
    return planned(request) == Strategy.STRATEGY_VECTOR_ONLY
        && request.getUserId().isEmpty()
        && request.getFiltersCount() == 0
        && Oracle.k(request) <= 50
        && !request.getBypassCachesList().contains(Cache.CACHE_RESULT);
  }

  /** The answer is what the oracle makes of the answer's own vector candidates. */
  static void assertRight(Oracle oracle, SearchRequest request, SearchResponse answer) {
    assertStrategy(request, answer);
    assertThat(answer.getDegradedList()).isEmpty();
    assertHits(
        switch (planned(request)) {
          case STRATEGY_VECTOR_ONLY -> oracle.vectorOnly(request, answer.getVectorCandidatesList());
          case STRATEGY_GRAPH_ONLY -> oracle.graphOnly(request);
          default -> oracle.hybrid(request, answer.getVectorCandidatesList());
        },
        answer);
    assertPolicyNamed(oracle, request, answer);
    assertTimes(request, answer);
  }

  private static void assertStrategy(SearchRequest request, SearchResponse answer) {
    if (answer.getCacheHit()) {
      assertThat(cacheable(request)).isTrue();
      assertThat(answer.getStrategy()).isEqualTo(Strategy.STRATEGY_CACHED);
    } else {
      assertThat(answer.getStrategy()).isEqualTo(planned(request));
    }
  }

  /** The same hits in the same order, with everything in them. */
  static void assertHits(List<Hit> expected, SearchResponse answer) {
    assertThat(answer.getHitsList())
        .extracting(Hit::getContentId)
        .containsExactlyElementsOf(expected.stream().map(Hit::getContentId).toList());
    for (int i = 0; i < expected.size(); i++) {
      Hit actual = answer.getHits(i);
      assertThat(withoutNumbers(actual)).isEqualTo(withoutNumbers(expected.get(i)));
      assertClose(actual.getScore(), expected.get(i).getScore());
      for (int j = 0; j < actual.getRelatedCount(); j++) {
        assertClose(
            actual.getRelated(j).getStrength(), expected.get(i).getRelated(j).getStrength());
      }
    }
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(Math.abs(expected) * RELATIVE_TOLERANCE));
  }

  private static Hit withoutNumbers(Hit hit) {
    Hit.Builder rest = hit.toBuilder().clearScore();
    for (Related.Builder related : rest.getRelatedBuilderList()) {
      related.clearStrength();
    }
    return rest.build();
  }

  static void assertPolicyNamed(Oracle oracle, SearchRequest request, SearchResponse answer) {
    assertThat(answer.hasPolicy()).isEqualTo(oracle.policy(request).isPresent());
    if (answer.hasPolicy()) {
      Rules.Key user = Oracle.user(request);
      assertThat(answer.getPolicy())
          .isEqualTo(
              PolicyRef.newBuilder()
                  .setTenantId(user.tenant())
                  .setUserId(user.user())
                  .setContext(user.context())
                  .build());
    }
  }

  /** What ran took time, what did not took none, and together not more than the whole. */
  static void assertTimes(SearchRequest request, SearchResponse answer) {
    StageMicros micros = answer.getStageMicros();
    Strategy planned = planned(request);
    boolean cached = answer.getCacheHit();
    boolean personal = !request.getUserId().isEmpty();
    assertThat(micros.getTotal()).isPositive();
    assertThat(micros.getAggregation()).isPositive();
    assertThat(micros.getPolicy() > 0).isEqualTo(personal);
    assertThat(micros.getGraph() > 0).isEqualTo(planned != Strategy.STRATEGY_VECTOR_ONLY);
    if (planned != Strategy.STRATEGY_GRAPH_ONLY) {
      assertThat(micros.getVector() > 0).isEqualTo(!cached);
    }
    long graphAndPolicy =
        planned == Strategy.STRATEGY_HYBRID_PARALLEL
            ? Math.max(micros.getGraph(), micros.getPolicy())
            : micros.getGraph() + micros.getPolicy();
    assertThat(micros.getVector() + graphAndPolicy + micros.getAggregation())
        .isLessThanOrEqualTo(micros.getTotal() + ROUNDING_MICROS);
  }

  /** As many candidates as there should be, best first, all matching, each with its true score. */
  static void assertCandidates(SearchRequest request, SearchResponse answer) {
    List<VectorCandidate> candidates = answer.getVectorCandidatesList();
    int wanted =
        Oracle.k(request)
            * switch (planned(request)) {
              case STRATEGY_HYBRID_SEQUENTIAL -> 2;
              case STRATEGY_HYBRID_PARALLEL -> 3;
              case STRATEGY_GRAPH_ONLY -> 0;
              default -> 1;
            };
    long matching =
        TestData.DATASET.films().stream()
            .filter(film -> Filters.match(request.getFiltersList(), film))
            .count();
    assertThat(candidates).hasSize((int) Math.min(wanted, matching));
    assertThat(candidates).extracting(VectorCandidate::getContentId).doesNotHaveDuplicates();
    assertThat(candidates).extracting(candidate -> -candidate.getScore()).isSorted();
    for (VectorCandidate candidate : candidates) {
      Film film = TestData.DATASET.film(candidate.getContentId()).orElseThrow();
      assertThat(Filters.match(request.getFiltersList(), film)).isTrue();
      assertThat((double) candidate.getScore())
          .isCloseTo(
              ExactSearch.cosine(request.getEmbeddingList(), film.embedding()), FLOAT_ARITHMETIC);
    }
  }

  /** The share of the best so many films, ten if there are, that the candidates hold. */
  static double recallAt10(SearchRequest request, SearchResponse answer) {
    double[] exact = TestData.EXACT.scores(request.getEmbeddingList(), request.getFiltersList());
    int k = Math.min(10, answer.getVectorCandidatesCount());
    if (k == 0) {
      return 1;
    }
    double least = exact[k - 1] - 1e-6;
    long found =
        answer.getVectorCandidatesList().stream()
            .limit(k)
            .filter(candidate -> candidate.getScore() >= least)
            .count();
    return (double) found / k;
  }
}

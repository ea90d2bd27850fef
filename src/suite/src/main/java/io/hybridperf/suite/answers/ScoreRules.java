package io.hybridperf.suite.answers;

import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;

/**
 * That the scores of hits are those of the shipped vectors: the vector score the cosine, the score
 * what the shipped policy of who asks makes of it. Costs some microseconds an answer.
 */
final class ScoreRules {
  /** Stores may keep vectors coarsely. */
  private static final double COARSE = 0.02;

  private final Truths truths;

  /**
   * @param truths of the data that the target holds
   */
  ScoreRules(Truths truths) {
    this.truths = truths;
  }

  /** Looks at an answer with which nothing else is wrong. */
  Flaw flaw(SearchRequest asked, SearchResponse answer) {
    if (asked.getEmbeddingCount() == 0
        || answer.getStrategy() == Strategy.STRATEGY_GRAPH_ONLY
        || PlanRules.isDegraded(answer, Stage.STAGE_VECTOR)) {
      return Flaw.NONE;
    }
    float[] vector = FreshQueries.vector(asked);
    for (Hit hit : answer.getHitsList()) {
      double cosine = truths.vectors().trueScore(vector, hit.getContentId());
      if (Double.isNaN(cosine)) {
        // A content that was written later, of which nothing is shipped.
        continue;
      }
      if (Math.abs(hit.getVectorScore() - cosine) > COARSE) {
        return Flaw.OTHER_SCORE;
      }
      if (answer.hasPolicy() && !truths.knowsPolicies()) {
        continue;
      }
      double factor = answer.hasPolicy() ? truths.factor(asked, hit.getContentId()) : 1;
      if (Double.isNaN(factor)) {
        return Flaw.FILTER_BROKEN;
      }
      if (Math.abs(hit.getScore() - factor * hit.getVectorScore()) > COARSE * Math.max(1, factor)) {
        return Flaw.OTHER_SCORE;
      }
    }
    return Flaw.NONE;
  }
}

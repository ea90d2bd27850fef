package io.hybridperf.suite.hybrid;

/**
 * What the exact answer to a query would have been. A feeder puts it into the session beside the
 * query.
 *
 * <p>A data set that knows the true score of any content can say it best: {@code (k, ids) ->
 * Recall.at(k, ids, trueIds, trueScores, id -> trueScoreOf(id))}.
 */
@FunctionalInterface
public interface GroundTruth {
  /** The session attribute that {@link HybridDsl#recallAtK(int)} looks at. */
  String ATTRIBUTE = "groundTruth";

  /**
   * The share of the true hits, or of items as good, that an answer holds.
   *
   * @param k how many hits are wanted, at least 1
   * @param returnedIds the answer, best first, at most k
   * @return 0..1
   */
  double recall(int k, long[] returnedIds);
}

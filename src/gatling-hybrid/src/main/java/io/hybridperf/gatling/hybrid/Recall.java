package io.hybridperf.gatling.hybrid;

import java.util.function.IntToLongFunction;

/**
 * Recall that forgives ties: an item counts if its exact score is at least that of the k-th true
 * neighbour, less {@value #TOLERANCE}.
 */
final class Recall {
  /** Scores this close cannot be told apart by a store that computes in single precision. */
  static final double TOLERANCE = 1e-3;

  private Recall() {}

  /**
   * The share of the k true neighbours, or items as good, among the first k returned.
   *
   * @param truth the exact neighbours
   * @param k at least 1
   * @param count how many items were returned
   * @param idAt their ids by rank
   * @return 0..1; with fewer than k neighbours known, of those; NaN with none
   */
  static double atK(GroundTruth truth, int k, int count, IntToLongFunction idAt) {
    int wanted = Math.min(k, truth.size());
    if (wanted == 0) {
      return Double.NaN;
    }
    double threshold = truth.score(wanted - 1) - TOLERANCE;
    int looked = Math.min(wanted, count);
    int found = 0;
    for (int rank = 0; rank < looked; rank++) {
      // Not so if the item is unknown: its score is then NaN.
      if (truth.scoreOf(idAt.applyAsLong(rank)) >= threshold) {
        found++;
      }
    }
    return (double) found / wanted;
  }
}

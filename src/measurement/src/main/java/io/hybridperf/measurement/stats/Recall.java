package io.hybridperf.measurement.stats;

import java.util.function.LongToDoubleFunction;

/** How much of the true nearest neighbours an answer holds. */
public final class Recall {

  /** Scores this near to the k-th true one count as equal to it. */
  public static final double TIE_TOLERANCE = 1e-3;

  private Recall() {}

  /**
   * Tie-tolerant recall among the first k: a returned item counts if its true score is at least the
   * k-th true score minus {@link #TIE_TOLERANCE}, so that an answer is not punished for choosing
   * among equals (as in ann-benchmarks).
   *
   * @param k how many were asked for, 1 or more
   * @param returnedIds the answer, best first; only the first k are looked at
   * @param trueIds the exact neighbours, best first; more than k of them if ties beyond the k-th
   *     are to be recognised
   * @param trueScores the exact scores of {@code trueIds}, descending
   * @return 0 to 1: counting items over k, or over the number of true neighbours if that is smaller
   * @throws IllegalArgumentException if k is less than 1, there is no truth, or ids and scores
   *     differ in length
   */
  public static double at(int k, long[] returnedIds, long[] trueIds, float[] trueScores) {
    return at(
        k,
        returnedIds,
        trueIds,
        trueScores,
        id -> {
          int n = indexOf(id, trueIds, trueIds.length);
          return n < 0 ? Double.NaN : trueScores[n];
        });
  }

  /**
   * As {@link #at(int, long[], long[], float[])}, where the true score of any item can be computed:
   * k true neighbours are enough then.
   *
   * @param k how many were asked for, 1 or more
   * @param returnedIds the answer, best first; only the first k are looked at
   * @param trueIds the exact neighbours, best first
   * @param trueScores the exact scores of {@code trueIds}, descending
   * @param trueScore the exact score of an item, NaN if there is no such item; asked for those only
   *     that are not among the true ones
   * @return 0 to 1: counting items over k, or over the number of true neighbours if that is smaller
   * @throws IllegalArgumentException if k is less than 1, there is no truth, or ids and scores
   *     differ in length
   */
  public static double at(
      int k,
      long[] returnedIds,
      long[] trueIds,
      float[] trueScores,
      LongToDoubleFunction trueScore) {
    if (k < 1 || trueIds.length == 0 || trueIds.length != trueScores.length) {
      throw new IllegalArgumentException(
          "recall needs k >= 1 and as many true scores as true ids, 1 or more: k = %s, %s ids, %s scores"
              .formatted(k, trueIds.length, trueScores.length));
    }
    int wanted = Math.min(k, trueIds.length);
    double least = trueScores[wanted - 1] - TIE_TOLERANCE;
    int found = 0;
    for (int n = 0; n < Math.min(k, returnedIds.length); n++) {
      long id = returnedIds[n];
      boolean right = indexOf(id, trueIds, wanted) >= 0 || trueScore.applyAsDouble(id) >= least;
      // An id that is returned twice counts once.
      found += right && indexOf(id, returnedIds, n) < 0 ? 1 : 0;
    }
    return Math.min(1.0, (double) found / wanted);
  }

  /** The place of an id among the first so many, -1 if it is not there. */
  private static int indexOf(long id, long[] ids, int count) {
    for (int n = 0; n < count; n++) {
      if (ids[n] == id) {
        return n;
      }
    }
    return -1;
  }
}

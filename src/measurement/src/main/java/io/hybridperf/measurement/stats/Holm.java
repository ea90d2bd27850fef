package io.hybridperf.measurement.stats;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrects for looking at many numbers at once, of which some always look unusual: with p-values
 * adjusted by Holm's method, the chance that any of those whose truth is "no difference" falls
 * below 0.05 is at most 5 %, however they depend on each other (Holm, "A Simple Sequentially
 * Rejective Multiple Test Procedure", <i>Scand. J. Statist.</i> 6 (1979) 65).
 */
public final class Holm {

  private Holm() {}

  /**
   * Adjusts.
   *
   * @param pValues 0 to 1
   * @return the adjusted ones in the same order, 0 to 1, none below its original
   */
  public static double[] adjusted(double... pValues) {
    int n = pValues.length;
    int[] ascending =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] adjusted = new double[n];
    double most = 0;
    for (int rank = 0; rank < n; rank++) {
      most = Math.max(most, Math.min(1, (n - rank) * pValues[ascending[rank]]));
      adjusted[ascending[rank]] = most;
    }
    return adjusted;
  }
}

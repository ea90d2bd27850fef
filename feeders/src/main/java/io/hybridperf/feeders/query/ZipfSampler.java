package io.hybridperf.feeders.query;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Ranks by Zipf's law: rank r of n (from 0) has the probability (r + 1)^-s / sum of i^-s for i =
 * 1..n.
 *
 * <p>Exact, by Walker's alias method (with Vose's construction): a draw costs one multiplication
 * and one comparison, at any size and exponent. Immutable and thread-safe: the randomness comes
 * from the caller.
 */
public final class ZipfSampler {

  private static final double TWO_TO_MINUS_53 = 0x1p-53;

  private final double[] probabilities;
  private final double[] keep;
  private final int[] alias;

  /**
   * @param size how many ranks there are, at least 1
   * @param exponent how uneven they are: 0 makes all equal, 1 is Zipf's classic law; finite and not
   *     negative
   */
  public ZipfSampler(int size, double exponent) {
    if (size < 1) {
      throw new IllegalArgumentException("size is " + size + "; choose 1 or more");
    }
    if (!(exponent >= 0) || Double.isInfinite(exponent)) {
      throw new IllegalArgumentException(
          "exponent is " + exponent + "; choose a finite number, 0 or more");
    }
    probabilities = new double[size];
    double sum = 0;
    for (int rank = size - 1; rank >= 0; rank--) {
      probabilities[rank] = Math.pow(rank + 1.0, -exponent);
      sum += probabilities[rank];
    }
    for (int rank = 0; rank < size; rank++) {
      probabilities[rank] /= sum;
    }
    keep = new double[size];
    alias = new int[size];
    fillColumns();
  }

  /** Gives every rank a column of height 1, topped up from one richer rank. */
  private void fillColumns() {
    int size = probabilities.length;
    Deque<Integer> poor = new ArrayDeque<>();
    Deque<Integer> rich = new ArrayDeque<>();
    double[] rest = new double[size];
    for (int rank = 0; rank < size; rank++) {
      rest[rank] = probabilities[rank] * size;
      (rest[rank] < 1 ? poor : rich).push(rank);
    }
    while (!poor.isEmpty() && !rich.isEmpty()) {
      int low = poor.pop();
      int high = rich.pop();
      keep[low] = rest[low];
      alias[low] = high;
      rest[high] -= 1 - rest[low];
      (rest[high] < 1 ? poor : rich).push(high);
    }
    // What is left is full but for rounding.
    poor.forEach(rank -> keep[rank] = 1);
    rich.forEach(rank -> keep[rank] = 1);
  }

  /** How many ranks there are. */
  public int size() {
    return probabilities.length;
  }

  /** The probability of a rank, 0..{@link #size()} - 1. */
  public double probability(int rank) {
    return probabilities[rank];
  }

  /**
   * The rank that 64 random bits choose.
   *
   * @param randomBits uniformly distributed over all longs
   * @return 0..{@link #size()} - 1
   */
  public int rank(long randomBits) {
    // As a fraction of 2^64, times the size: the whole part is a column, what remains a height in
    // it.
    int column = (int) Math.unsignedMultiplyHigh(randomBits, probabilities.length);
    double height = ((randomBits * probabilities.length) >>> 11) * TWO_TO_MINUS_53;
    return height < keep[column] ? column : alias[column];
  }
}

package io.hybridperf.jmh.data;

/**
 * Random numbers as a pure function of (seed, stream, index), so that any row of any data set can
 * be made alone, in any order, on any machine, to the same bits: a 64-bit hash (SplitMix64's
 * finaliser) of the counter, and integer arithmetic up to the last multiplication.
 */
final class CounterRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  // The sum of four uniform 16-bit numbers: its mean, and one over its standard deviation.
  private static final int MEAN = 2 * 0xFFFF;
  private static final float PER_DEVIATION = 1f / 37837.2f;

  private CounterRandom() {}

  static long bits(long seed, long stream, long index) {
    return mix(mix(mix(seed) + stream * GOLDEN) + index * GOLDEN);
  }

  /** The start of a run of numbers; number i of it is {@code gaussian(key, i)}. */
  static long key(long seed, long stream, long index) {
    return bits(seed, stream, index);
  }

  /** Close to normal, mean 0, deviation 1, within ±3.5: the sum of four uniform numbers. */
  static float gaussian(long key, int index) {
    long bits = mix(key + index * GOLDEN);
    int sum =
        (int) (bits & 0xFFFF)
            + (int) (bits >>> 16 & 0xFFFF)
            + (int) (bits >>> 32 & 0xFFFF)
            + (int) (bits >>> 48);
    return (sum - MEAN) * PER_DEVIATION;
  }

  private static long mix(long value) {
    long z = value + GOLDEN;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}

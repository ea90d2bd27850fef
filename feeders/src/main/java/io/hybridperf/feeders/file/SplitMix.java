package io.hybridperf.feeders.file;

/**
 * Random bits by position instead of by state: SplitMix64 (Steele, Lea and Flood 2014) at its n-th
 * step.
 */
public final class SplitMix {

  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

  private SplitMix() {}

  /** The bits at a position of the stream that the seed names. */
  public static long bits(long seed, long position) {
    long z = seed + (position + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}

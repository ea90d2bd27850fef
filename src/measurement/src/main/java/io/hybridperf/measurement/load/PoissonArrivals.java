package io.hybridperf.measurement.load;

/**
 * A Poisson process, given that it has a certain number of arrivals in its phase.
 *
 * <p>These lie like that number of independent points drawn by the rate. In order, such points are
 * the running sums of exponential gaps over the sum of all gaps, one more than points (Devroye,
 * <i>Non-Uniform Random Variate Generation</i>, 1986, V.3), mapped by the inverse of the rate's
 * integral. Gap i is computed from the seed and i alone, so that any arrival is found without those
 * before it: the sum is kept for one in {@value #STRIDE} arrivals, half a byte for each of them.
 */
final class PoissonArrivals implements Arrivals {

  private static final int STRIDE = 16;

  private final RateIntegral integral;
  private final long count;
  private final long phaseNanos;
  private final long seed;

  /** Element n is the sum of the gaps before gap n * STRIDE. */
  private final double[] sums;

  /** Expected arrivals of the phase, for each unit of the sum of gaps. */
  private final double arrivalsPerGap;

  PoissonArrivals(RateIntegral integral, long count, long phaseNanos, long seed) {
    this.integral = integral;
    this.count = count;
    this.phaseNanos = phaseNanos;
    this.seed = seed;
    sums = new double[Math.toIntExact(count / STRIDE + 1)];
    double sum = 0;
    for (long n = 0; n <= count; n++) {
      if (n % STRIDE == 0) {
        sums[(int) (n / STRIDE)] = sum;
      }
      sum += gap(n);
    }
    arrivalsPerGap = integral.until(phaseNanos / 1e9) / sum;
  }

  /** Exponential with mean 1, from the n-th number that SplittableRandom would give. */
  private double gap(long n) {
    long mixed = seed + (n + 1) * 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    double uniform = (mixed >>> 11) * 0x1p-53;
    return -Math.log(1 - uniform);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long offsetNanos(long index) {
    int known = (int) (index / STRIDE);
    double sum = sums[known];
    for (long n = (long) known * STRIDE; n <= index; n++) {
      sum += gap(n);
    }
    double seconds = integral.secondsUntil(sum * arrivalsPerGap);
    return Math.min(Math.round(seconds * 1e9), phaseNanos - 1);
  }
}

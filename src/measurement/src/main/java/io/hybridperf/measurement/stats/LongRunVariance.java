package io.hybridperf.measurement.stats;

/**
 * The variance of a sum over consecutive seconds that resemble their neighbours, and on how many
 * degrees of freedom that estimate rests.
 *
 * <p>Projections of the series on the cosines of {@code 1..nu} half periods are independent of its
 * mean, nearly of each other, and each has the variance of the sum as long as its period is long
 * against the memory of the series. The mean of their squares is the estimate, and {@code (sum -
 * expected) / sqrt(variance)} follows Student's distribution with {@code nu} degrees of freedom
 * (Mueller, <i>Journal of Econometrics</i> 141 (2007) 1331; Lazarus, Lewis, Stock and Watson, "HAR
 * Inference: Recommendations for Practice", <i>JBES</i> 36(4), 2018). It does what batch means of
 * {@code n / nu} seconds would; nothing is drawn, so that there is no seed.
 *
 * <p>{@code nu} is {@code 0.5 n^(2/3)} for n seconds, at most 50, and less where the series
 * remembers: at most {@code n / (8 tau)}, tau being its integrated autocorrelation time in seconds
 * (Geyer's initial positive sequence, <i>Statistical Science</i> 7 (1992) 473), but at least 3.
 *
 * @param ofSum the variance of the sum, in its unit squared
 * @param degrees degrees of freedom, at least 3
 */
record LongRunVariance(double ofSum, double degrees) {

  /** Fewer seconds say too little about how seconds differ. */
  static final int FEWEST_SECONDS = 10;

  private static final int FEWEST_DEGREES = 3;
  private static final int MOST_DEGREES = 50;

  /** How many autocorrelation times the n / nu seconds of one degree of freedom last, at least. */
  private static final int MEMORIES = 8;

  /**
   * Estimates.
   *
   * @param seconds what each second adds to the sum, in order of time, at least {@value
   *     #FEWEST_SECONDS}
   */
  static LongRunVariance of(double[] seconds) {
    int n = seconds.length;
    if (n < FEWEST_SECONDS) {
      throw new IllegalArgumentException(
          "%s seconds, at least %s are needed".formatted(n, FEWEST_SECONDS));
    }
    double most = Math.rint(Math.min(MOST_DEGREES, 0.5 * Math.cbrt((double) n * n)));
    double remembered = n / (MEMORIES * memory(seconds));
    int degrees = Math.max(FEWEST_DEGREES, (int) Math.min(most, remembered));
    double power = 0;
    for (int half = 1; half <= degrees; half++) {
      power += power(seconds, half);
    }
    return new LongRunVariance(n * power / degrees, degrees);
  }

  /** The square of the projection on the cosine of so many half periods. */
  private static double power(double[] seconds, int half) {
    int n = seconds.length;
    double projection = 0;
    for (int t = 0; t < n; t++) {
      projection += seconds[t] * Math.cos(Math.PI * half * (t + 0.5) / n);
    }
    return projection * projection * 2 / n;
  }

  /** The integrated autocorrelation time: how many seconds count as one, at least 1. */
  private static double memory(double[] seconds) {
    int n = seconds.length;
    double mean = 0;
    for (double second : seconds) {
      mean += second / n;
    }
    double variance = covariance(seconds, mean, 0);
    double sum = 0;
    // No estimate past which nothing changes: there it would only cost time.
    double enough = (double) n / (MEMORIES * FEWEST_DEGREES);
    for (int lag = 0; variance > 0 && lag + 1 < n && 2 * sum - 1 < enough; lag += 2) {
      double pair =
          (covariance(seconds, mean, lag) + covariance(seconds, mean, lag + 1)) / variance;
      if (pair <= 0) {
        break;
      }
      sum += pair;
    }
    return Math.max(1, 2 * sum - 1);
  }

  private static double covariance(double[] seconds, double mean, int lag) {
    double sum = 0;
    for (int t = lag; t < seconds.length; t++) {
      sum += (seconds[t] - mean) * (seconds[t - lag] - mean);
    }
    return sum / seconds.length;
  }

  /** The variance of the sum of two independent stretches (Satterthwaite's degrees of freedom). */
  LongRunVariance plus(LongRunVariance other) {
    double sum = ofSum + other.ofSum;
    double squares = ofSum * ofSum / degrees + other.ofSum * other.ofSum / other.degrees;
    return new LongRunVariance(
        sum, squares > 0 ? sum * sum / squares : Math.min(degrees, other.degrees));
  }

  /**
   * {@return half the width of the confidence interval of the sum}
   *
   * @param level the confidence, in (0, 1)
   */
  double margin(double level) {
    return ConfidenceInterval.student(degrees, level) * Math.sqrt(ofSum);
  }
}

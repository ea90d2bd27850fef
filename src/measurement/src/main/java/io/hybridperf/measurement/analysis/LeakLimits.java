package io.hybridperf.measurement.analysis;

import java.util.Map;

/**
 * From when on growth is a leak.
 *
 * <p>Any process grows a little while it gets warm: a JVM of 80 MB by three in forty seconds. So
 * less than {@value #LEAST_SHARE} of the level, or than a whole thread, connection or file, or four
 * megabytes, is no leak in any time; and in a time in which no more than that share is allowed, a
 * leak cannot be told from warming up.
 *
 * @param growthPerHour the share of its level by which a resource may grow in an hour, by metric
 * @param defaultGrowthPerHour the same for all other metrics, more than 0: 0.5 is half as much
 *     again after an hour
 * @param leastGrowth the share of its level by which it has to grow in the judged time at least,
 *     however short that is; 0 or more
 */
public record LeakLimits(
    Map<String, Double> growthPerHour, double defaultGrowthPerHour, double leastGrowth) {

  /** What warming up may look like, as a share of the level. */
  static final double LEAST_SHARE = 0.05;

  private static final double LEAST_BYTES = 4e6;
  private static final double SECONDS_PER_HOUR = 3600;

  /** Copies the map. */
  public LeakLimits {
    growthPerHour = Map.copyOf(growthPerHour);
  }

  private double perHour(String metric) {
    return growthPerHour.getOrDefault(metric, defaultGrowthPerHour);
  }

  /** By which share of its level a resource may grow in a time. */
  private double share(String metric, double seconds) {
    return Math.max(perHour(metric) * seconds / SECONDS_PER_HOUR, leastGrowth);
  }

  /** More growth than this is a leak, in the unit of the metric. */
  double growth(String metric, double seconds, double level) {
    double least = ResourceTrend.isBytes(metric) ? LEAST_BYTES : 1;
    return Math.max(least, Math.max(share(metric, seconds), LEAST_SHARE) * level);
  }

  /** Whether a time is long enough to tell what is allowed from warming up. */
  boolean canTell(String metric, double seconds) {
    return share(metric, seconds) >= LEAST_SHARE;
  }

  /** From which judged time on it is. */
  double secondsToTell(String metric) {
    return LEAST_SHARE / perHour(metric) * SECONDS_PER_HOUR;
  }
}

package io.hybridperf.measurement.analysis;

import java.util.Map;

/**
 * From when on growth is a leak.
 *
 * @param growthPerHour the share of its level by which a resource may grow in an hour, by metric
 * @param defaultGrowthPerHour the same for all other metrics, more than 0: 0.5 is half as much
 *     again after an hour
 * @param leastGrowth the share of its level by which it has to grow in the judged time at least,
 *     however short that is; 0 or more
 */
public record LeakLimits(
    Map<String, Double> growthPerHour, double defaultGrowthPerHour, double leastGrowth) {

  /** Copies the map. */
  public LeakLimits {
    growthPerHour = Map.copyOf(growthPerHour);
  }

  /** By which share of its level a resource may grow in a time. */
  double growth(String metric, double hours) {
    double perHour = growthPerHour.getOrDefault(metric, defaultGrowthPerHour);
    return Math.max(perHour * hours, leastGrowth);
  }
}

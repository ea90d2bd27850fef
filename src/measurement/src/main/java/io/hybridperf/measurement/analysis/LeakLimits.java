package io.hybridperf.measurement.analysis;

import java.util.Map;

/**
 * From when on growth is a leak.
 *
 * @param growthPerHour the share of its level by which a resource may grow in an hour, by metric
 * @param defaultGrowthPerHour the same for all other metrics, more than 0: 0.5 is half as much
 *     again after an hour
 */
public record LeakLimits(Map<String, Double> growthPerHour, double defaultGrowthPerHour) {

  /** Copies the map. */
  public LeakLimits {
    growthPerHour = Map.copyOf(growthPerHour);
  }

  double growthPerHour(String metric) {
    return growthPerHour.getOrDefault(metric, defaultGrowthPerHour);
  }
}

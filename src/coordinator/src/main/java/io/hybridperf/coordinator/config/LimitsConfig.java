package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * How much is taken on.
 *
 * @param maxInFlight requests in work at the same time, at most
 * @param minInFlight the limit never adapts below
 * @param queueTarget how long requests may have to queue; zero: the limit does not adapt
 * @param retryAfter what a caller is told that is turned away
 */
public record LimitsConfig(
    int maxInFlight, int minInFlight, Duration queueTarget, Duration retryAfter) {

  static LimitsConfig from(ConfigSection limits) {
    LimitsConfig config =
        new LimitsConfig(
            limits.number("max-in-flight", 1, 1_000_000),
            limits.number("min-in-flight", 1, 1_000_000),
            limits.duration("queue-target", Duration.ZERO, Duration.ofMinutes(1)),
            limits.duration("retry-after", Duration.ofMillis(1), Duration.ofMinutes(1)));
    if (config.minInFlight() > config.maxInFlight()) {
      throw new SettingException(
          "coordinator.limits.min-in-flight = %s is above max-in-flight = %s"
              .formatted(config.minInFlight(), config.maxInFlight()));
    }
    return config;
  }
}

package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * When a store is left alone for a while.
 *
 * @param window over how long calls are judged, in whole seconds
 * @param minimumCalls below so many nothing is judged
 * @param failureRate the share of calls, in (0, 1], that may fail or be slow
 * @param deadAfter a store is dead after so long with failures and slow calls only
 * @param slowCall a read that takes longer is slow
 * @param openFor how long no call is made before one tries again
 */
public record BreakerConfig(
    Duration window,
    int minimumCalls,
    double failureRate,
    Duration deadAfter,
    Duration slowCall,
    Duration openFor) {

  static BreakerConfig from(ConfigSection breaker) {
    return new BreakerConfig(
        breaker.wholeSeconds("window", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        breaker.number("minimum-calls", 1, 10_000),
        breaker.fraction("failure-rate"),
        breaker.duration("dead-after", Duration.ofMillis(1), Duration.ofMinutes(10)),
        breaker.duration("slow-call", Duration.ofMillis(1), Duration.ofMinutes(10)),
        breaker.duration("open-for", Duration.ofMillis(1), Duration.ofMinutes(10)));
  }
}

package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * When a store is left alone for a while.
 *
 * @param window how many of the latest calls are judged
 * @param minimumCalls below so many nothing is judged
 * @param failureRate the share of calls, in (0, 1], that may fail or be slow
 * @param slowCall a read that takes longer is slow
 * @param openFor how long no call is made before one tries again
 */
public record BreakerConfig(
    int window, int minimumCalls, double failureRate, Duration slowCall, Duration openFor) {

  static BreakerConfig from(Settings breaker) {
    return new BreakerConfig(
        breaker.number("window", 2, 10_000),
        breaker.number("minimum-calls", 1, 10_000),
        breaker.fraction("failure-rate"),
        breaker.duration("slow-call", Duration.ofMillis(1), Duration.ofMinutes(10)),
        breaker.duration("open-for", Duration.ofMillis(1), Duration.ofMinutes(10)));
  }
}

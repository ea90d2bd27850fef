package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * The bounds of the three caches.
 *
 * @param result whole answers
 * @param policy policies
 * @param graph graph facts
 */
public record CacheConfig(Bounds result, Bounds policy, Bounds graph) {

  /**
   * One cache's bounds.
   *
   * @param maxBytes estimated heap of all entries' data; 0 switches the cache off
   * @param ttl how long an entry lives
   */
  public record Bounds(long maxBytes, Duration ttl) {

    static Bounds from(ConfigSection cache) {
      return new Bounds(
          cache.bytes("max-bytes", 0, 64L << 30),
          cache.duration("ttl", Duration.ofMillis(1), Duration.ofDays(7)));
    }
  }

  static CacheConfig from(ConfigSection cache) {
    return new CacheConfig(
        Bounds.from(cache.section("result")),
        Bounds.from(cache.section("policy")),
        Bounds.from(cache.section("graph")));
  }
}

package io.hybridperf.coordinator.config;

import java.time.Duration;

/**
 * The longest that one operation of a store may take; its caller's own deadline may be earlier.
 *
 * @param read short: past it an answer is made without the store
 * @param write long: there is no other way to make a write
 */
public record StoreTimeouts(Duration read, Duration write) {

  static StoreTimeouts from(ConfigSection store) {
    return new StoreTimeouts(limit(store, "timeout"), limit(store, "write-timeout"));
  }

  private static Duration limit(ConfigSection store, String name) {
    return store.duration(name, Duration.ofMillis(1), Duration.ofMinutes(10));
  }
}

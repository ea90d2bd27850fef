package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Policy;

/** The weight of a bounded cache. */
final class Weights {

  private Weights() {}

  static long of(Cache<?, ?> cache) {
    return cache.policy().eviction().map(Policy.Eviction::weightedSize).orElseThrow().orElse(0);
  }
}

package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.Weigher;
import io.hybridperf.coordinator.config.CacheConfig;

/** What Caffeine is told for every cache here: bounded in bytes and in time. */
final class BoundedCaches {

  private BoundedCaches() {}

  static <K, V> Caffeine<K, V> builder(CacheConfig.Bounds bounds, Weigher<K, V> weigher) {
    return Caffeine.newBuilder()
        .maximumWeight(bounds.maxBytes())
        .weigher(weigher)
        .expireAfterWrite(bounds.ttl())
        .executor(Runnable::run);
  }

  /** The weight of all entries, in estimated bytes. */
  static long bytes(Cache<?, ?> cache) {
    return cache.policy().eviction().map(Policy.Eviction::weightedSize).orElseThrow().orElse(0);
  }
}

package io.hybridperf.coordinator.cache;

/** Where a cache reports how it was used. */
public interface CacheStats {

  /**
   * Counts look-ups.
   *
   * @param hits answered from the cache
   * @param misses not in it
   */
  void count(int hits, int misses);
}

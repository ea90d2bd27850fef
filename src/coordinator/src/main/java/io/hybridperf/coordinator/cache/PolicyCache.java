package io.hybridperf.coordinator.cache;

import io.grpc.Deadline;
import io.hybridperf.coordinator.config.CacheConfig;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Policies by tenant, user and context, and the knowledge that there is none. */
public final class PolicyCache {

  private static final int FIXED_BYTES = 200;

  private final PolicyStore store;
  private final SingleFlightCache<PolicyKey, Optional<Policy>> cache;
  private final CacheStats stats;

  /**
   * @param store asked for misses
   * @param bounds of the cache
   * @param stats where look-ups are counted
   */
  public PolicyCache(PolicyStore store, CacheConfig.Bounds bounds, CacheStats stats) {
    this.store = store;
    this.cache = new SingleFlightCache<>(bounds, PolicyCache::bytes);
    this.stats = stats;
  }

  private static int bytes(PolicyKey key, Optional<Policy> policy) {
    int names = key.tenantId().length() + key.userId().length() + key.context().length();
    return FIXED_BYTES + 2 * names + policy.map(Policy::estimatedBytes).orElse(0);
  }

  /**
   * A look-up's outcome.
   *
   * @param policy if there is one
   * @param hit whether the cache knew
   */
  public record Found(Optional<Policy> policy, boolean hit) {}

  /**
   * Finds a policy.
   *
   * @param bypass neither reads nor fills the cache
   * @throws StoreException if the store was needed and did not answer by the deadline
   */
  public Found find(PolicyKey key, boolean bypass, Deadline deadline) throws StoreException {
    if (bypass || !cache.isEnabled()) {
      return new Found(store.find(key, deadline), false);
    }
    SingleFlightCache.Found<PolicyKey, Optional<Policy>> found;
    try {
      found = cache.get(List.of(key), deadline, _ -> Map.of(key, store.find(key, deadline)));
    } catch (StoreException e) {
      stats.count(0, 1);
      throw e;
    }
    stats.count(found.cached(), 1 - found.cached());
    return new Found(found.values().getOrDefault(key, Optional.empty()), found.cached() == 1);
  }

  /** Forgets a policy, also one that is being loaded. */
  public void invalidate(PolicyKey key) {
    cache.invalidate(key);
  }

  /** Entries kept. */
  public long entries() {
    return cache.entries();
  }

  /** Estimated bytes of the entries kept. */
  public long bytes() {
    return cache.bytes();
  }
}

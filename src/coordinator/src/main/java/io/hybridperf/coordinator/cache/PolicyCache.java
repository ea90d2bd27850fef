package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Deadline;
import io.hybridperf.coordinator.config.CacheConfig;
import io.hybridperf.coordinator.store.Policy;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.PolicyStore;
import io.hybridperf.coordinator.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Policies by tenant, user and context, and the knowledge that there is none. Concurrent misses ask
 * once.
 */
public final class PolicyCache {

  private static final int FIXED_BYTES = 200;

  private final PolicyStore store;
  private final AsyncCache<PolicyKey, Optional<Policy>> cache;
  private final boolean enabled;
  private final CacheStats stats;

  /**
   * @param store asked for misses
   * @param bounds of the cache
   * @param stats where look-ups are counted
   */
  public PolicyCache(PolicyStore store, CacheConfig.Bounds bounds, CacheStats stats) {
    this.store = store;
    this.enabled = bounds.maxBytes() > 0;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bounds.maxBytes())
            .weigher((PolicyKey key, Optional<Policy> policy) -> bytes(key, policy))
            .expireAfterWrite(bounds.ttl())
            .executor(Runnable::run)
            .buildAsync();
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
    if (bypass || !enabled) {
      return new Found(store.find(key, deadline), false);
    }
    CompletableFuture<Optional<Policy>> known = cache.getIfPresent(key);
    if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
      stats.count(1, 0);
      return new Found(known.join(), true);
    }
    stats.count(0, 1);
    CompletableFuture<Optional<Policy>> ours = new CompletableFuture<>();
    CompletableFuture<Optional<Policy>> theirs = cache.asMap().putIfAbsent(key, ours);
    if (theirs == null) {
      return new Found(load(key, ours, deadline), false);
    }
    Optional<Optional<Policy>> loaded = Pending.await(theirs, deadline);
    return new Found(loaded.isPresent() ? loaded.get() : store.find(key, deadline), false);
  }

  private Optional<Policy> load(
      PolicyKey key, CompletableFuture<Optional<Policy>> promise, Deadline deadline)
      throws StoreException {
    try {
      Optional<Policy> policy = store.find(key, deadline);
      promise.complete(policy);
      return policy;
    } finally {
      // A failure leaves the cache with it; after a success this changes nothing.
      promise.cancel(false);
    }
  }

  /** Forgets a policy, also one that is being loaded. */
  public void invalidate(PolicyKey key) {
    cache.asMap().remove(key);
  }

  /** Entries kept. */
  public long entries() {
    return cache.synchronous().estimatedSize();
  }

  /** Estimated bytes of the entries kept. */
  public long bytes() {
    return Weights.of(cache.synchronous());
  }
}

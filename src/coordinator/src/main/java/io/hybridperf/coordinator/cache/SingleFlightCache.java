package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Weigher;
import io.grpc.Deadline;
import io.hybridperf.coordinator.config.CacheConfig;
import io.hybridperf.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps what a store knows by key. Concurrent misses of one key ask the store once (single flight):
 * the first request loads the value, the others wait for it.
 */
final class SingleFlightCache<K, V> {

  /** Asks the store; the answer has a value for every key. */
  interface Loader<K, V> {
    Map<K, V> load(List<K> keys) throws StoreException;
  }

  /**
   * A look-up's outcome.
   *
   * @param values by key, for every key asked for
   * @param cached how many values were there
   * @param loaded how many this look-up asked the store for; the others were waited for
   */
  record Found<K, V>(Map<K, V> values, int cached, int loaded) {}

  private final AsyncCache<K, V> cache;
  private final boolean enabled;

  SingleFlightCache(CacheConfig.Bounds bounds, Weigher<K, V> weigher) {
    this.enabled = bounds.maxBytes() > 0;
    this.cache = BoundedCaches.builder(bounds, weigher).buildAsync();
  }

  /** Whether it keeps anything: not with a bound of 0 bytes. */
  boolean isEnabled() {
    return enabled;
  }

  /**
   * Finds values.
   *
   * @throws StoreException if the store was needed and did not answer by the deadline
   */
  Found<K, V> get(Collection<K> keys, Deadline deadline, Loader<K, V> loader)
      throws StoreException {
    Map<K, V> values = HashMap.newHashMap(keys.size());
    Map<K, CompletableFuture<V>> ours = new HashMap<>();
    Map<K, CompletableFuture<V>> others = new HashMap<>();
    for (K key : keys) {
      CompletableFuture<V> known = cache.getIfPresent(key);
      if (known == null) {
        CompletableFuture<V> promise = new CompletableFuture<>();
        known = cache.asMap().putIfAbsent(key, promise);
        if (known == null) {
          ours.put(key, promise);
          continue;
        }
      }
      if (known.isDone() && !known.isCompletedExceptionally()) {
        values.put(key, known.join());
      } else {
        others.put(key, known);
      }
    }
    int cached = values.size();
    load(ours, loader, values);
    int failed = await(others, deadline, loader, values);
    return new Found<>(values, cached, ours.size() + failed);
  }

  private void load(Map<K, CompletableFuture<V>> promises, Loader<K, V> loader, Map<K, V> values)
      throws StoreException {
    if (promises.isEmpty()) {
      return;
    }
    try {
      Map<K, V> loaded = loader.load(List.copyOf(promises.keySet()));
      promises.forEach((key, promise) -> promise.complete(loaded.get(key)));
      values.putAll(loaded);
    } finally {
      // A promise that failed leaves the cache; cancelling one that was kept changes nothing.
      promises.values().forEach(promise -> promise.cancel(false));
    }
  }

  /** Waits for what other requests load, and loads what they failed to; returns how many. */
  private int await(
      Map<K, CompletableFuture<V>> pending,
      Deadline deadline,
      Loader<K, V> loader,
      Map<K, V> values)
      throws StoreException {
    List<K> failed = new ArrayList<>();
    for (Map.Entry<K, CompletableFuture<V>> entry : pending.entrySet()) {
      Optional<V> value = await(entry.getValue(), deadline);
      if (value.isPresent()) {
        values.put(entry.getKey(), value.get());
      } else {
        failed.add(entry.getKey());
      }
    }
    if (!failed.isEmpty()) {
      values.putAll(loader.load(failed));
    }
    return failed.size();
  }

  /**
   * Another request's value; empty if that request failed, which may have had less time, so it does
   * not mean that the store fails.
   */
  private static <V> Optional<V> await(CompletableFuture<V> value, Deadline deadline)
      throws StoreException {
    try {
      return Optional.of(
          value.get(deadline.timeRemaining(TimeUnit.NANOSECONDS), TimeUnit.NANOSECONDS));
    } catch (CancellationException | ExecutionException e) {
      return Optional.empty();
    } catch (TimeoutException e) {
      throw StoreException.timeout("the store", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.Reason.UNAVAILABLE, "interrupted", e);
    }
  }

  /** Forgets a value, also one that is being loaded. */
  void invalidate(K key) {
    cache.asMap().remove(key);
  }

  /** Forgets everything, also what is being loaded. */
  void invalidateAll() {
    cache.asMap().clear();
  }

  /** Entries kept. */
  long entries() {
    return cache.synchronous().estimatedSize();
  }

  /** Estimated bytes of the entries kept. */
  long bytes() {
    return BoundedCaches.bytes(cache.synchronous());
  }
}

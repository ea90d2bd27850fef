package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.Cache;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.coordinator.config.CacheConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Whole answers of anonymous requests. */
public final class ResultCache {

  private static final int BYTES_PER_WIRE_BYTE = 4;

  private final Cache<ResultKey, SearchResponse> cache;
  private final long maxStalenessNanos;
  private final CacheStats stats;
  private final AtomicLong epoch = new AtomicLong();
  private volatile long fillableFromNanos = System.nanoTime();

  /**
   * @param bounds of the cache
   * @param maxStaleness how old the data may be that a search sees
   * @param stats where look-ups are counted
   */
  public ResultCache(CacheConfig.Bounds bounds, Duration maxStaleness, CacheStats stats) {
    this.cache =
        BoundedCaches.<ResultKey, SearchResponse>builder(bounds, ResultCache::bytes).build();
    this.maxStalenessNanos = maxStaleness.toNanos();
    this.stats = stats;
  }

  private static int bytes(ResultKey key, SearchResponse answer) {
    return key.estimatedBytes() + BYTES_PER_WIRE_BYTE * answer.getSerializedSize();
  }

  /** The answer kept for a request, if any. */
  public Optional<SearchResponse> find(ResultKey key) {
    SearchResponse answer = cache.getIfPresent(key);
    if (answer == null) {
      stats.count(0, 1);
      return Optional.empty();
    }
    stats.count(1, 0);
    return Optional.of(answer);
  }

  /** To be read before the stores are asked, and given to {@link #put}. */
  public long epoch() {
    return epoch.get();
  }

  /**
   * Keeps an answer, unless content changed since the epoch or the stores may still show what was
   * before.
   */
  public void put(ResultKey key, SearchResponse answer, long askedInEpoch) {
    if (epoch.get() != askedInEpoch || System.nanoTime() - fillableFromNanos < 0) {
      return;
    }
    cache.put(key, answer);
    if (epoch.get() != askedInEpoch) {
      cache.invalidate(key);
    }
  }

  /** Forgets everything: any answer may change when content does. */
  public void invalidate() {
    fillableFromNanos = System.nanoTime() + maxStalenessNanos;
    epoch.incrementAndGet();
    cache.invalidateAll();
  }

  /** Entries kept. */
  public long entries() {
    return cache.estimatedSize();
  }

  /** Estimated bytes of the entries kept. */
  public long bytes() {
    return BoundedCaches.bytes(cache);
  }
}

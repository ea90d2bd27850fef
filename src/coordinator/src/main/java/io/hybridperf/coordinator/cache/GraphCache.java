package io.hybridperf.coordinator.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.grpc.Deadline;
import io.hybridperf.coordinator.config.CacheConfig;
import io.hybridperf.coordinator.store.GraphFacts;
import io.hybridperf.coordinator.store.RelatedScope;
import io.hybridperf.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Graph facts by content id, so that the graph is asked only for what is missing. Concurrent misses
 * ask once.
 */
public final class GraphCache {

  /** As many contents per query as there are, and those of other requests too. */
  public static final int ANY_BATCH_SIZE = Integer.MAX_VALUE;

  private final FactsBatcher batcher;
  private final AsyncCache<Key, GraphFacts> cache;
  private final boolean enabled;
  private final CacheStats stats;
  private final AtomicLong distantEpoch = new AtomicLong();
  private final Set<RelatedScope> nearScopes = ConcurrentHashMap.newKeySet();

  /**
   * @param batcher asked for misses
   * @param bounds of the cache
   * @param stats where look-ups are counted
   */
  public GraphCache(FactsBatcher batcher, CacheConfig.Bounds bounds, CacheStats stats) {
    this.batcher = batcher;
    this.enabled = bounds.maxBytes() > 0;
    this.cache =
        Caffeine.newBuilder()
            .maximumWeight(bounds.maxBytes())
            .weigher((Key key, GraphFacts facts) -> facts.estimatedBytes())
            .expireAfterWrite(bounds.ttl())
            .executor(Runnable::run)
            .buildAsync();
    this.stats = stats;
  }

  /**
   * Facts depend on how far related contents may be and how many are wanted.
   *
   * @param epoch counts ingests for scopes past one hop, which an edge anywhere may change; else 0
   */
  private record Key(long contentId, RelatedScope scope, long epoch) {}

  /**
   * A look-up's outcome.
   *
   * @param facts by content id, for every id asked for
   * @param hits contents whose facts this look-up did not ask the graph for
   * @param misses contents whose facts it did ask for
   */
  public record Found(Map<Long, GraphFacts> facts, int hits, int misses) {}

  /**
   * Finds the facts of some contents.
   *
   * @param bypass neither reads nor fills the cache
   * @param batchSize contents per query to the graph, or {@link #ANY_BATCH_SIZE}
   * @throws StoreException if the store was needed and did not answer by the deadline
   */
  public Found find(
      Collection<Long> contentIds,
      RelatedScope scope,
      boolean bypass,
      int batchSize,
      Deadline deadline)
      throws StoreException {
    Map<Long, GraphFacts> facts = HashMap.newHashMap(contentIds.size());
    if (bypass || !enabled) {
      load(List.copyOf(contentIds), scope, batchSize, deadline, facts);
      return new Found(facts, 0, contentIds.size());
    }
    Map<Long, CompletableFuture<GraphFacts>> ours = new HashMap<>();
    Map<Long, CompletableFuture<GraphFacts>> theirs = new HashMap<>();
    long epoch = epoch(scope);
    for (Long id : contentIds) {
      Key key = new Key(id, scope, epoch);
      CompletableFuture<GraphFacts> known = cache.getIfPresent(key);
      if (known == null) {
        CompletableFuture<GraphFacts> promise = new CompletableFuture<>();
        known = cache.asMap().putIfAbsent(key, promise);
        if (known == null) {
          ours.put(id, promise);
          continue;
        }
      }
      if (known.isDone() && !known.isCompletedExceptionally()) {
        facts.put(id, known.join());
      } else {
        theirs.put(id, known);
      }
    }
    keepPromises(ours, scope, batchSize, deadline, facts);
    int misses = ours.size() + await(theirs, scope, batchSize, deadline, facts);
    int hits = contentIds.size() - misses;
    stats.count(hits, misses);
    return new Found(facts, hits, misses);
  }

  private void keepPromises(
      Map<Long, CompletableFuture<GraphFacts>> promises,
      RelatedScope scope,
      int batchSize,
      Deadline deadline,
      Map<Long, GraphFacts> facts)
      throws StoreException {
    if (promises.isEmpty()) {
      return;
    }
    try {
      load(List.copyOf(promises.keySet()), scope, batchSize, deadline, facts);
      for (Map.Entry<Long, CompletableFuture<GraphFacts>> promise : promises.entrySet()) {
        promise.getValue().complete(facts.get(promise.getKey()));
      }
    } finally {
      // A failure leaves the cache with it; after a success this changes nothing.
      promises.values().forEach(promise -> promise.cancel(false));
    }
  }

  /**
   * Waits for what other requests load; returns how many of these had to be asked for after all.
   */
  private int await(
      Map<Long, CompletableFuture<GraphFacts>> pending,
      RelatedScope scope,
      int batchSize,
      Deadline deadline,
      Map<Long, GraphFacts> facts)
      throws StoreException {
    List<Long> failed = new ArrayList<>();
    for (Map.Entry<Long, CompletableFuture<GraphFacts>> entry : pending.entrySet()) {
      Optional<GraphFacts> loaded = Pending.await(entry.getValue(), deadline);
      if (loaded.isPresent()) {
        facts.put(entry.getKey(), loaded.get());
      } else {
        failed.add(entry.getKey());
      }
    }
    load(failed, scope, batchSize, deadline, facts);
    return failed.size();
  }

  private void load(
      List<Long> contentIds,
      RelatedScope scope,
      int batchSize,
      Deadline deadline,
      Map<Long, GraphFacts> facts)
      throws StoreException {
    for (int from = 0; from < contentIds.size(); ) {
      int to = from + Math.min(batchSize, contentIds.size() - from);
      List<Long> batch = contentIds.subList(from, to);
      Map<Long, GraphFacts> known =
          batchSize == ANY_BATCH_SIZE
              ? batcher.facts(batch, scope, deadline)
              : batcher.factsAlone(batch, scope, deadline);
      for (Long id : batch) {
        GraphFacts found = known.get(id);
        facts.put(id, found == null ? GraphFacts.unknown(id) : found);
      }
      from = to;
    }
  }

  private long epoch(RelatedScope scope) {
    if (scope.hops() > 1) {
      return distantEpoch.get();
    }
    nearScopes.add(scope);
    return 0;
  }

  /**
   * Forgets what an ingest touched, also what is being loaded.
   *
   * @param contentIds the contents replaced, and both ends of every edge that came or went
   */
  public void invalidate(Collection<Long> contentIds) {
    distantEpoch.incrementAndGet();
    for (RelatedScope scope : nearScopes) {
      for (Long id : contentIds) {
        cache.asMap().remove(new Key(id, scope, 0));
      }
    }
  }

  /** Forgets everything, also what is being loaded. */
  public void invalidateAll() {
    distantEpoch.incrementAndGet();
    cache.asMap().clear();
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

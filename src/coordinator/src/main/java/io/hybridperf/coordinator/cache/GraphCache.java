package io.hybridperf.coordinator.cache;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Graph facts by content id, so that the graph is asked only for what is missing. */
public final class GraphCache {

  /** As many contents per query as there are, and those of other requests too. */
  public static final int ANY_BATCH_SIZE = Integer.MAX_VALUE;

  private final FactsBatcher batcher;
  private final SingleFlightCache<Key, GraphFacts> cache;
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
    this.cache = new SingleFlightCache<>(bounds, (key, facts) -> facts.estimatedBytes());
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
    if (bypass || !cache.isEnabled()) {
      return new Found(
          load(List.copyOf(contentIds), scope, batchSize, deadline), 0, contentIds.size());
    }
    long epoch = epoch(scope);
    List<Key> keys = new ArrayList<>(contentIds.size());
    contentIds.forEach(id -> keys.add(new Key(id, scope, epoch)));
    SingleFlightCache.Found<Key, GraphFacts> found =
        cache.get(
            keys,
            deadline,
            missing -> {
              List<Long> ids = missing.stream().map(Key::contentId).toList();
              Map<Key, GraphFacts> loaded = HashMap.newHashMap(ids.size());
              load(ids, scope, batchSize, deadline)
                  .forEach((id, facts) -> loaded.put(new Key(id, scope, epoch), facts));
              return loaded;
            });
    Map<Long, GraphFacts> facts = HashMap.newHashMap(keys.size());
    found.values().forEach((key, value) -> facts.put(key.contentId(), value));
    int hits = contentIds.size() - found.loaded();
    stats.count(hits, found.loaded());
    return new Found(facts, hits, found.loaded());
  }

  private Map<Long, GraphFacts> load(
      List<Long> contentIds, RelatedScope scope, int batchSize, Deadline deadline)
      throws StoreException {
    Map<Long, GraphFacts> facts = HashMap.newHashMap(contentIds.size());
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
    return facts;
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
        cache.invalidate(new Key(id, scope, 0));
      }
    }
  }

  /** Forgets everything, also what is being loaded. */
  public void invalidateAll() {
    distantEpoch.incrementAndGet();
    cache.invalidateAll();
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

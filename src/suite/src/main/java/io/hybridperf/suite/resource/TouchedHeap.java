package io.hybridperf.suite.resource;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How much of a JVM's heap has ever been in use. A page of the heap is resident from its first use
 * on, so resident memory grows while a heap is used for the first time. That is no leak of memory
 * beside the heap; what is live within it is looked at by itself.
 */
final class TouchedHeap {
  private final Map<String, Double> highest = new HashMap<>();
  private double mostCommitted;

  /** Whether a pool holds what has survived for long, in any of HotSpot's collectors. */
  static boolean isOldGeneration(String pool) {
    String name = pool.toLowerCase(Locale.ROOT);
    return name.contains("old") || name.contains("tenured");
  }

  void used(String pool, double bytes) {
    highest.merge(pool, bytes, Math::max);
  }

  /** Resident bytes without those of the heap that was ever in use. */
  double beyond(double rss, double committed) {
    mostCommitted = Math.max(mostCommitted, committed);
    double used = highest.values().stream().mapToDouble(bytes -> bytes).sum();
    return rss - Math.min(used, mostCommitted);
  }
}

package io.hybridperf.coordinator.metrics;

import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.guard.BreakerState;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What the coordinator shows of its state, read whenever Prometheus scrapes. */
public final class StateMetrics {

  private final PrometheusRegistry registry;

  /**
   * @param registry where the metrics are registered
   */
  public StateMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Shows how full caches are; the maps are by cache. */
  public void watchCaches(Map<String, LongSupplier> entries, Map<String, LongSupplier> bytes) {
    gauge("hybrid_cache_entries", "Entries in a cache", "cache", entries);
    gauge("hybrid_cache_size_bytes", "Estimated bytes of a cache's entries", "cache", bytes);
  }

  private void gauge(String name, String help, String label, Map<String, LongSupplier> values) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback ->
            values.forEach((key, value) -> callback.call((double) value.getAsLong(), key)))
        .register(registry);
  }

  /** Shows how much of what the stores may be given at once is taken; the map is by store. */
  public void watchPools(Map<String, Supplier<PoolState>> pools) {
    GaugeWithCallback.builder()
        .name("hybrid_pool_connections")
        .help(
            "Operations in flight, room for more, and what waits for room, by store; for PostgreSQL its connections")
        .labelNames("pool", "state")
        .callback(callback ->
            pools.forEach((name, pool) -> {
              PoolState state = pool.get();
              callback.call(state.active(), name, "active");
              callback.call(state.idle(), name, "idle");
              callback.call(state.max(), name, "max");
              callback.call(state.waiting(), name, "waiting");
            }))
        .register(registry);
  }

  /** Shows how much is taken on, and how much may be. */
  public void watchLimit(IntSupplier inFlight, IntSupplier limit) {
    gauge("hybrid_requests_in_flight", "Requests in work", inFlight::getAsInt);
    gauge("hybrid_requests_limit", "How many requests may be in work", limit::getAsInt);
  }

  /** Shows the breakers before the stores; the map is by store. */
  public void watchBreakers(Map<String, StoreGuard> guards) {
    GaugeWithCallback.builder()
        .name("hybrid_breaker_state")
        .help("Which state a store's circuit breaker is in: 1 for that one, 0 for the others")
        .labelNames("store", "state")
        .callback(callback ->
            guards.forEach((store, guard) -> {
              BreakerState state = guard.state();
              for (BreakerState each : BreakerState.values()) {
                callback.call(each == state ? 1 : 0, store, each.name().toLowerCase(Locale.ROOT));
              }
            }))
        .register(registry);
    CounterWithCallback.builder()
        .name("hybrid_breaker_rejected_total")
        .help("Operations that an open circuit breaker kept away from a store")
        .labelNames("store")
        .callback(callback ->
            guards.forEach((store, guard) -> callback.call((double) guard.rejected(), store)))
        .register(registry);
  }

  /** Shows how many queries for facts served how many look-ups. */
  public void watchFactsBatcher(LongSupplier queries, LongSupplier callers) {
    counter("hybrid_graph_queries_total", "Queries for the facts of contents", queries);
    counter(
        "hybrid_graph_query_callers_total",
        "Look-ups that these queries were made for, several of which may share one",
        callers);
  }

  private void counter(String name, String help, LongSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call((double) value.getAsLong()))
        .register(registry);
  }

  /** Shows what waits in the outbox. */
  public void watchOutbox(LongSupplier entries, DoubleSupplier oldestSeconds) {
    gauge(
        "hybrid_outbox_entries",
        "Ingests not yet in both stores",
        () -> (double) entries.getAsLong());
    gauge(
        "hybrid_outbox_oldest_age_seconds",
        "Age of the oldest ingest not yet in both stores",
        oldestSeconds);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /** Shows which stores answered the last check, 1 or 0. */
  public void watchStores(Map<String, LongSupplier> up) {
    gauge("hybrid_store_up", "Whether a store answered the last check", "store", up);
  }
}

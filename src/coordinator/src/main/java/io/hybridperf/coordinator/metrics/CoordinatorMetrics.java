package io.hybridperf.coordinator.metrics;

import io.grpc.Status;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.CacheStats;
import io.hybridperf.coordinator.store.PoolState;
import io.hybridperf.coordinator.store.guard.BreakerState;
import io.hybridperf.coordinator.store.guard.StoreGuard;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Everything the coordinator counts and times, in a registry of its own. */
public final class CoordinatorMetrics {

  private static final double NANOS_PER_SECOND = 1e9;
  // 100 us .. 3.3 s.
  private static final double FIRST_BUCKET_SECONDS = 1e-4;
  private static final int BUCKETS = 16;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests;
  private final Histogram durations;
  private final Map<Stage, DistributionDataPoint> stages = new EnumMap<>(Stage.class);
  private final Counter degraded;
  private final Counter shed;
  private final Counter cacheRequests;
  private final Map<Outcome, CounterDataPoint> requestsByOutcome = new ConcurrentHashMap<>();
  private final Map<Kind, DistributionDataPoint> durationsByKind = new ConcurrentHashMap<>();

  /** Registers everything, with the JVM's own metrics. */
  public CoordinatorMetrics() {
    JvmMetrics.builder().register(registry);
    requests =
        Counter.builder()
            .name("hybrid_requests_total")
            .help("Requests by type of call, strategy and the gRPC status that the caller saw")
            .labelNames("type", "strategy", "status")
            .register(registry);
    durations =
        histogram(
            "hybrid_request_duration_seconds",
            "From a request's arrival to its answer",
            "type",
            "strategy");
    Histogram stageDurations =
        histogram("hybrid_stage_duration_seconds", "Time in one stage of a search", "stage");
    for (Stage stage : Stage.values()) {
      if (stage != Stage.UNRECOGNIZED) {
        stages.put(stage, stageDurations.labelValues(label(stage)));
      }
    }
    degraded =
        Counter.builder()
            .name("hybrid_degraded_total")
            .help("Searches answered without a stage that was wanted")
            .labelNames("stage")
            .register(registry);
    shed =
        Counter.builder()
            .name("hybrid_shed_total")
            .help("Requests turned away since too many were in work, by type of call")
            .labelNames("type")
            .register(registry);
    for (Call call : Call.values()) {
      shed.initLabelValues(name(call));
    }
    cacheRequests =
        Counter.builder()
            .name("hybrid_cache_requests_total")
            .help("Cache look-ups by cache and result; for the graph one for each content")
            .labelNames("cache", "result")
            .register(registry);
  }

  private record Outcome(Kind kind, Status.Code status) {}

  private record Kind(Call call, Strategy strategy) {}

  /** The calls of the API. */
  public enum Call {
    /** Search. */
    SEARCH,
    /** Ingest. */
    INGEST,
    /** Feedback. */
    FEEDBACK
  }

  private Histogram histogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .unit(Unit.SECONDS)
        .classicExponentialUpperBounds(FIRST_BUCKET_SECONDS, 2, BUCKETS)
        .labelNames(labels)
        .register(registry);
  }

  /** The registry to scrape. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /**
   * Counts and times an answered request.
   *
   * @param call what was called
   * @param strategy of a search; unspecified for the other calls, and for searches refused before
   *     planning
   * @param status the answer's status
   * @param nanos from arrival to answer
   */
  public void answered(Call call, Strategy strategy, Status.Code status, long nanos) {
    Kind kind = new Kind(call, strategy);
    requestsByOutcome
        .computeIfAbsent(
            new Outcome(kind, status),
            outcome ->
                requests.labelValues(
                    name(call), label(strategy), outcome.status().name().toLowerCase(Locale.ROOT)))
        .inc();
    durationsByKind
        .computeIfAbsent(kind, any -> durations.labelValues(name(call), label(strategy)))
        .observe(nanos / NANOS_PER_SECOND);
  }

  /** Times a stage; unspecified is the aggregation. */
  public void stage(Stage stage, long nanos) {
    Objects.requireNonNull(stages.get(stage)).observe(nanos / NANOS_PER_SECOND);
  }

  /** Counts an answer made without a stage. */
  public void degraded(Stage stage) {
    degraded.labelValues(label(stage)).inc();
  }

  /** Counts a request turned away. */
  public void shed(Call call) {
    shed.labelValues(name(call)).inc();
  }

  /** Counts the look-ups of one cache. */
  public CacheStats cache(String cache) {
    CounterDataPoint hit = cacheRequests.labelValues(cache, "hit");
    CounterDataPoint miss = cacheRequests.labelValues(cache, "miss");
    return (hits, misses) -> {
      hit.inc(hits);
      miss.inc(misses);
    };
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
        .help("Operations in flight and room for more, by store; for PostgreSQL its connections")
        .labelNames("pool", "state")
        .callback(callback ->
            pools.forEach((name, pool) -> {
              PoolState state = pool.get();
              callback.call(state.active(), name, "active");
              callback.call(state.idle(), name, "idle");
              callback.call(state.max(), name, "max");
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

  private static String name(Call call) {
    return call.name().toLowerCase(Locale.ROOT);
  }

  private static String label(Strategy strategy) {
    return strategy == Strategy.STRATEGY_UNSPECIFIED
        ? "none"
        : strategy.name().substring("STRATEGY_".length()).toLowerCase(Locale.ROOT);
  }

  private static String label(Stage stage) {
    return stage == Stage.STAGE_UNSPECIFIED
        ? "aggregation"
        : stage.name().substring("STAGE_".length()).toLowerCase(Locale.ROOT);
  }
}

package io.hybridperf.coordinator.metrics;

import io.grpc.Status;
import io.hybridperf.api.v1.Stage;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.coordinator.cache.CacheStats;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What the coordinator counts and times of each request, in a registry of its own. */
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

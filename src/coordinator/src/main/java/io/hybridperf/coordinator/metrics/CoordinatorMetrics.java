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
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** What the coordinator counts and times of each request, in a registry of its own. */
public final class CoordinatorMetrics {

  private static final double NANOS_PER_SECOND = 1e9;
  // Every limit that answers are judged by is a boundary: the share beyond it is exact.
  private static final double[] BUCKET_SECONDS = {
    0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.0087, 0.01, 0.015, 0.02, 0.03, 0.05, 0.1, 0.2,
    0.5, 1, 2, 5
  };
  private static final List<Status.Code> BEGUN =
      List.of(
          Status.Code.OK,
          Status.Code.CANCELLED,
          Status.Code.DEADLINE_EXCEEDED,
          Status.Code.INTERNAL,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.RESOURCE_EXHAUSTED,
          Status.Code.UNAVAILABLE);

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
    for (Stage stage : stages.keySet()) {
      degraded.initLabelValues(label(stage));
    }
    for (Call call : Call.values()) {
      shed.initLabelValues(name(call));
    }
    beginAtZero();
    cacheRequests =
        Counter.builder()
            .name("hybrid_cache_requests_total")
            .help("Cache look-ups by cache and result; for the graph one for each content")
            .labelNames("cache", "result")
            .register(registry);
  }

  /** What has no series before it happens has no rate when it first happens. */
  private void beginAtZero() {
    for (Strategy strategy : Strategy.values()) {
      if (strategy != Strategy.UNRECOGNIZED) {
        begin(new Kind(Call.SEARCH, strategy));
      }
    }
    begin(new Kind(Call.INGEST, Strategy.STRATEGY_UNSPECIFIED));
    begin(new Kind(Call.FEEDBACK, Strategy.STRATEGY_UNSPECIFIED));
  }

  private void begin(Kind kind) {
    BEGUN.forEach(status -> requestsOf(new Outcome(kind, status)));
    durationsOf(kind);
  }

  private CounterDataPoint requestsOf(Outcome outcome) {
    return requestsByOutcome.computeIfAbsent(
        outcome,
        made ->
            requests.labelValues(
                name(made.kind().call()),
                label(made.kind().strategy()),
                made.status().name().toLowerCase(Locale.ROOT)));
  }

  private DistributionDataPoint durationsOf(Kind kind) {
    return durationsByKind.computeIfAbsent(
        kind, made -> durations.labelValues(name(made.call()), label(made.strategy())));
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
        .classicUpperBounds(BUCKET_SECONDS)
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
    requestsOf(new Outcome(kind, status)).inc();
    durationsOf(kind).observe(nanos / NANOS_PER_SECOND);
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

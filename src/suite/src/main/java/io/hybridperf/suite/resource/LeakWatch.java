package io.hybridperf.suite.resource;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import io.hybridperf.measurement.analysis.LeakLimits;
import io.hybridperf.measurement.analysis.LeakSearch;
import io.hybridperf.measurement.analysis.ResourceTrend;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.Trend;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches what generator and target use through a run, and finds what leaks. Settings, under {@code
 * leaks}: {@code every}, {@code growth-per-hour}, {@code growth-per-hour-of.METRIC}, {@code
 * least-growth}, {@code target.METRIC}; and {@code metrics-url}, or {@code metrics-urls}, of the
 * environment.
 */
public final class LeakWatch implements Analysis {
  private static final String METRIC = "leaks";

  /** The metric {@code leaks}. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          METRIC, Unit.RATIO, "resources of generator and target that leak");

  private static final double SECONDS_PER_HOUR = 3600;
  // Enough for what queued up behind a full collection to be gone when the warm-up ends.
  private static final double SETTLE_SECONDS = 4;
  private static final List<String> OF_GENERATOR =
      List.of(
          ResourceSample.HEAP_USED,
          ResourceSample.RSS_BEYOND_HEAP,
          ResourceSample.THREADS,
          ResourceSample.CONNECTIONS,
          ResourceSample.OPEN_FILES);

  private final Duration every;
  private final LeakLimits limits;
  private final List<String> ofTarget;
  private final List<MetricsEndpoint> endpoints;
  private final String environment;
  private final @Nullable StackProcess stack;
  private volatile @Nullable ResourceSampler sampler;
  private @Nullable RunFolder folder;

  private LeakWatch(
      Duration every,
      LeakLimits limits,
      List<String> ofTarget,
      List<MetricsEndpoint> endpoints,
      String environment,
      @Nullable StackProcess stack) {
    this.every = every;
    this.limits = limits;
    this.ofTarget = ofTarget;
    this.endpoints = endpoints;
    this.environment = environment;
    this.stack = stack;
  }

  /**
   * Reads the settings.
   *
   * @throws UserError if one has no sense
   */
  public static LeakWatch of(Settings settings, @Nullable StackProcess stack) {
    try {
      Config leaks = settings.config().getConfig(METRIC);
      Config series = leaks.getConfig("target");
      Map<String, Double> own = new HashMap<>();
      if (leaks.hasPath("growth-per-hour-of")) {
        for (Map.Entry<String, ConfigValue> entry :
            leaks.getObject("growth-per-hour-of").entrySet()) {
          own.put(entry.getKey(), ((Number) entry.getValue().unwrapped()).doubleValue());
        }
      }
      List<MetricsEndpoint> endpoints = new ArrayList<>();
      for (String url : TargetMetrics.urls(settings.config(), stack)) {
        String side =
            ResourceSample.TARGET + (endpoints.isEmpty() ? "" : "-" + (endpoints.size() + 1));
        endpoints.add(new MetricsEndpoint(side, URI.create(url), series));
      }
      return new LeakWatch(
          leaks.getDuration("every"),
          new LeakLimits(own, leaks.getDouble("growth-per-hour"), leaks.getDouble("least-growth")),
          judged(series),
          endpoints,
          settings.environment(),
          stack);
    } catch (ConfigException | IllegalArgumentException | ClassCastException e) {
      throw new UserError("config: leaks: " + e.getMessage());
    }
  }

  /** Resident memory is judged without the heap, which is judged by itself. */
  private static List<String> judged(Config series) {
    return series.root().keySet().stream()
        .map(metric -> metric.equals(ResourceSample.RSS) ? ResourceSample.RSS_BEYOND_HEAP : metric)
        .sorted()
        .toList();
  }

  /** Samples as soon as the first request has been sent. */
  @Override
  public void loadBegins(RunningLoad load) {
    List<ResourceSource> sources = new ArrayList<>(endpoints);
    sources.add(new OwnResources());
    folder = load.folder();
    sampler = ResourceSampler.start(sources, every, load.clock()::zeroNanoTime, load.folder());
  }

  @Override
  public void warm(RunningLoad load) {
    ResourceSampler started = Objects.requireNonNull(sampler);
    double judgedFrom =
        load.info().phases().stream()
            .filter(PlannedPhase::judged)
            .findFirst()
            .orElseThrow()
            .startSeconds();
    if (judgedFrom > SETTLE_SECONDS) {
      started.at(judgedFrom - SETTLE_SECONDS, () -> collectHeaps(started));
    }
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    ResourceSampler samples = sampler;
    RunFolder samplesIn = folder;
    if (samples == null || samplesIn == null) {
      return soFar.notMeasured(METRIC, "resources were not sampled");
    }
    samples.stop();
    collectHeaps(samples);
    samples.close();
    List<ResourceTrend> trends = trends(log, ResourceLog.read(samplesIn), samples);
    return told(trends, soFar);
  }

  /** For moments when a pause disturbs nobody: before the judged time and after the load. */
  private void collectHeaps(ResourceSampler samples) {
    samples.add(ResourceSample.GENERATOR, ResourceSample.HEAP_LIVE, OwnResources.collectHeap());
    if (stack != null && stack.collectHeap()) {
      try {
        Double live = endpoints.getFirst().read().get(ResourceSample.HEAP_AFTER_GC);
        if (live != null) {
          samples.add(ResourceSample.TARGET, ResourceSample.HEAP_LIVE, live);
        }
      } catch (IOException e) {
        // What follows says that the heap could not be judged, if it has to be.
      }
    }
  }

  private List<ResourceTrend> trends(
      RunLog log, List<ResourceSample> samples, ResourceSampler sampled) {
    List<PlannedPhase> judged = log.info().phases().stream().filter(PlannedPhase::judged).toList();
    if (judged.isEmpty()) {
      return List.of();
    }
    PlannedPhase last = judged.getLast();
    LeakSearch search =
        new LeakSearch(
            samples,
            judged.getFirst().startSeconds(),
            last.startSeconds() + last.seconds(),
            limits);
    List<ResourceTrend> trends = new ArrayList<>();
    OF_GENERATOR.forEach(metric -> trends.add(search.find(ResourceSample.GENERATOR, metric)));
    if (endpoints.isEmpty()) {
      trends.add(
          new ResourceTrend(
              ResourceSample.TARGET,
              "everything",
              new ResourceTrend.NotMeasured(
                  "no metrics endpoint is known; set metrics-url in config/environments/%s.conf"
                      .formatted(environment))));
    }
    for (MetricsEndpoint endpoint : endpoints) {
      for (String metric : ofTarget) {
        trends.add(explained(search.find(endpoint.side(), metric), sampled));
      }
    }
    return trends;
  }

  /** Few samples have a reason if the endpoint did not answer. */
  private static ResourceTrend explained(ResourceTrend trend, ResourceSampler sampled) {
    return trend.outcome() instanceof ResourceTrend.NotMeasured(String reason)
        ? new ResourceTrend(
            trend.side(),
            trend.metric(),
            new ResourceTrend.NotMeasured(
                sampled.problem(trend.side()).map(p -> p + "; " + reason).orElse(reason)))
        : trend;
  }

  private static Findings told(List<ResourceTrend> trends, Findings soFar) {
    Findings found = soFar;
    for (ResourceTrend trend : trends) {
      found = found.line(trend.line());
    }
    found = found.detail(METRIC, details(trends));
    long leaks = trends.stream().filter(ResourceTrend::leaks).count();
    List<ResourceTrend> unknown =
        trends.stream()
            .filter(trend -> trend.outcome() instanceof ResourceTrend.NotMeasured)
            .toList();
    if (leaks > 0 || unknown.isEmpty()) {
      return found.measured(METRIC, (double) leaks, trends.size());
    }
    return found.notMeasured(
        METRIC,
        unknown.getFirst().line().replaceFirst("^not measured: ", "")
            + (unknown.size() > 1 ? "; and %s more".formatted(unknown.size() - 1) : ""));
  }

  private static ArrayNode details(List<ResourceTrend> trends) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (ResourceTrend each : trends) {
      ObjectNode json = all.addObject().put("side", each.side()).put("metric", each.metric());
      switch (each.outcome()) {
        case ResourceTrend.Leak(Trend trend, String remark) ->
            put(json.put("outcome", "leak").put("remark", remark), trend);
        case ResourceTrend.Steady(Trend trend, String remark) ->
            put(json.put("outcome", "steady").put("remark", remark), trend);
        case ResourceTrend.NotMeasured(String reason) ->
            json.put("outcome", "not measured").put("reason", reason);
      }
    }
    return all;
  }

  private static void put(ObjectNode json, Trend trend) {
    json.put("perHour", trend.slope() * SECONDS_PER_HOUR)
        .put("perHourLow", trend.low() * SECONDS_PER_HOUR)
        .put("perHourHigh", trend.high() * SECONDS_PER_HOUR)
        .put("level", trend.level())
        .put("points", trend.points());
  }
}

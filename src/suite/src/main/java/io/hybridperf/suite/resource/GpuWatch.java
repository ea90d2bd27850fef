package io.hybridperf.suite.resource;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Watches how busy the GPUs behind a target are: the mean over all GPUs and the judged phases.
 * Settings, under {@code gpu}: {@code metrics-url}, or {@code metrics-urls}, of the environment;
 * {@code series} and {@code every}.
 */
public final class GpuWatch implements Analysis {
  private static final String SETTINGS = "gpu";
  private static final String METRIC = "gpu-utilisation";

  /** The metric {@code gpu-utilisation}. */
  public static final Metric.External MEASURED =
      Metric.External.higherIsBetter(
          METRIC, Unit.PERCENT, "mean utilisation of the GPUs in the judged phases");

  private static final double NANOS_PER_SECOND = 1e9;

  private final List<GpuEndpoint> endpoints;
  private final Duration every;
  private @Nullable ResourceSampler sampler;
  private @Nullable RunFolder folder;

  private GpuWatch(List<GpuEndpoint> endpoints, Duration every) {
    this.endpoints = List.copyOf(endpoints);
    this.every = every;
  }

  /**
   * Reads the settings.
   *
   * @throws UserError if one has no sense
   */
  public static GpuWatch of(Settings settings) {
    return of(settings.config());
  }

  public static GpuWatch of(Config config) {
    if (!config.hasPath(SETTINGS)) {
      return new GpuWatch(List.of(), Duration.ZERO);
    }
    try {
      Config gpu = config.getConfig(SETTINGS);
      List<GpuEndpoint> endpoints = new ArrayList<>();
      for (String url : urls(gpu)) {
        String side = SETTINGS + (endpoints.isEmpty() ? "" : "-" + (endpoints.size() + 1));
        endpoints.add(new GpuEndpoint(side, http(url), gpu.getString("series")));
      }
      return new GpuWatch(endpoints, gpu.getDuration("every"));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new UserError("config: gpu: " + e.getMessage());
    }
  }

  /** {@return the exporters that the settings name, as {@code http://host:9400/metrics}} */
  public static List<String> exporters(Config config) {
    return config.hasPath(SETTINGS) ? urls(config.getConfig(SETTINGS)) : List.of();
  }

  private static List<String> urls(Config gpu) {
    if (gpu.hasPath("metrics-urls")) {
      return gpu.getStringList("metrics-urls");
    }
    return gpu.hasPath("metrics-url") ? List.of(gpu.getString("metrics-url")) : List.of();
  }

  private static URI http(String url) {
    URI uri = URI.create(url);
    if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "metrics-url = \"%s\": expected a URL as http://host:9400/metrics".formatted(url));
    }
    return uri;
  }

  /** Samples as soon as the first request has been sent. */
  @Override
  public void loadBegins(RunningLoad load) {
    if (!endpoints.isEmpty()) {
      folder = load.folder();
      sampler =
          ResourceSampler.start(
              List.copyOf(endpoints), every, load.clock()::zeroNanoTime, load.folder());
    }
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    ResourceSampler sampled = sampler;
    RunFolder samplesIn = folder;
    if (sampled == null || samplesIn == null) {
      return soFar.notMeasured(METRIC, "no source of GPU metrics is configured (gpu.metrics-url)");
    }
    sampled.close();
    return found(log.info().phases(), ResourceLog.read(samplesIn), sampled::problem, soFar);
  }

  /**
   * Judges what was sampled.
   *
   * @param problems why an exporter last failed, by its side
   */
  Findings found(
      List<PlannedPhase> phases,
      List<ResourceSample> samples,
      Function<String, Optional<String>> problems,
      Findings soFar) {
    List<PlannedPhase> judged = phases.stream().filter(PlannedPhase::judged).toList();
    if (judged.isEmpty()) {
      return soFar.notMeasured(METRIC, "no phase is judged");
    }
    double from = judged.getFirst().startSeconds();
    double to = judged.getLast().startSeconds() + judged.getLast().seconds();
    double expected = (to - from) * NANOS_PER_SECOND / every.toNanos();
    double weighted = 0;
    double readings = 0;
    for (GpuEndpoint endpoint : endpoints) {
      double[] percents = values(samples, endpoint, ResourceSample.GPU_UTILISATION, from, to);
      double[] gpus = values(samples, endpoint, ResourceSample.GPUS, from, to);
      Optional<String> problem = problems.apply(endpoint.side());
      // A mean over the moments at which an exporter answered is not the run's.
      if (percents.length == 0 || (problem.isPresent() && percents.length < expected / 2)) {
        return soFar.notMeasured(
            METRIC,
            String.format(
                Locale.ROOT,
                "%s (%d of about %.0f readings)",
                problem.orElse("nothing was read"),
                percents.length,
                expected));
      }
      for (int i = 0; i < percents.length; i++) {
        weighted += percents[i] * gpus[i];
        readings += gpus[i];
      }
    }
    double mean = weighted / readings;
    return soFar
        .measured(METRIC, mean, (long) readings)
        .line(
            String.format(
                Locale.ROOT,
                "GPU utilisation: %.1f %% on average, %.0f readings of GPUs",
                mean,
                readings));
  }

  private static double[] values(
      List<ResourceSample> samples, GpuEndpoint endpoint, String metric, double from, double to) {
    return samples.stream()
        .filter(sample -> sample.side().equals(endpoint.side()) && sample.metric().equals(metric))
        .filter(sample -> sample.seconds() >= from && sample.seconds() <= to)
        .mapToDouble(ResourceSample::value)
        .toArray();
  }
}

package io.hybridperf.suite.resource;

import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.suite.watch.Background;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Samples resources through a run, and writes each sample as it arrives. */
final class ResourceSampler implements AutoCloseable {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<ResourceSource> sources;
  private final Supplier<OptionalLong> planZero;
  private final ResourceLog log;
  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private volatile @Nullable Once once;
  private final ScheduledExecutorService timer = Background.timer("resources");

  private record Once(double atSeconds, Runnable task) {}

  private ResourceSampler(
      List<ResourceSource> sources, Supplier<OptionalLong> planZero, ResourceLog log) {
    this.sources = List.copyOf(sources);
    this.planZero = planZero;
    this.log = log;
  }

  /**
   * Starts to sample.
   *
   * @param sources whose resources
   * @param every how often
   * @param planZero the plan's start on the scale of {@link System#nanoTime()}; nothing is sampled
   *     before it
   * @param folder the run's
   * @return a sampler, to be closed when the load has ended
   */
  static ResourceSampler start(
      List<ResourceSource> sources,
      Duration every,
      Supplier<OptionalLong> planZero,
      RunFolder folder) {
    ResourceSampler sampler = new ResourceSampler(sources, planZero, ResourceLog.open(folder));
    var _ =
        sampler.timer.scheduleWithFixedDelay(
            sampler::sample, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return sampler;
  }

  private void sample() {
    OptionalLong zero = planZero.get();
    if (zero.isEmpty()) {
      return;
    }
    Once due = once;
    if (due != null && System.nanoTime() - zero.getAsLong() >= due.atSeconds * NANOS_PER_SECOND) {
      once = null;
      due.task.run();
    }
    for (ResourceSource source : sources) {
      double seconds = (System.nanoTime() - zero.getAsLong()) / NANOS_PER_SECOND;
      List<ResourceSample> samples = new ArrayList<>();
      try {
        source
            .read()
            .forEach((metric, value) ->
                samples.add(new ResourceSample(seconds, source.side(), metric, value)));
      } catch (IOException | RuntimeException e) {
        problems.put(source.side(), String.valueOf(e.getMessage()));
        continue;
      }
      log.append(samples);
    }
  }

  /**
   * Does something once, instead of sampling meanwhile.
   *
   * @param seconds when, from the plan's start
   * @param task what
   */
  public void at(double seconds, Runnable task) {
    once = new Once(seconds, task);
  }

  /**
   * Adds one sample of the present moment.
   *
   * @param side whose
   * @param metric what
   * @param value how much
   */
  public void add(String side, String metric, double value) {
    double seconds =
        (System.nanoTime() - planZero.get().orElseGet(System::nanoTime)) / NANOS_PER_SECOND;
    log.append(List.of(new ResourceSample(seconds, side, metric, value)));
  }

  /**
   * {@return why a source could not be read when that last happened}
   *
   * @param side whose
   */
  public Optional<String> problem(String side) {
    return Optional.ofNullable(problems.get(side));
  }

  /** Ends the sampling; {@link #add} still works until the log is closed. */
  public void stop() {
    timer.shutdown();
    try {
      var _ = timer.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the sampling and closes the log. */
  @Override
  public void close() {
    stop();
    log.close();
  }
}

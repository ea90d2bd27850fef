package io.hybridperf.jmh.bench;

import io.hybridperf.jmh.cuvs.GpuReadings;
import io.hybridperf.jmh.cuvs.Nvml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Samples the GPUs while a benchmark runs; the runner adds it where there is one. Of each
 * iteration: the mean utilisation and clocks of all GPUs, the mean power of all together, and the
 * most memory in use on all together.
 */
public final class GpuProfiler implements InternalProfiler {
  private static final int PERIOD_MILLIS = 50;
  private static final double BYTES_PER_MEGABYTE = 1 << 20;
  private static final double MILLIWATTS_PER_WATT = 1_000;

  private final GpuReadings gpus;
  private final List<List<GpuReadings.Reading>> moments = new ArrayList<>();
  private @Nullable ScheduledExecutorService sampler;

  /**
   * For JMH.
   *
   * @throws ProfilerException on a machine without NVIDIA's driver
   */
  public GpuProfiler() throws ProfilerException {
    this(
        Nvml.open()
            .orElseThrow(
                () -> new ProfilerException("no NVIDIA driver (libnvidia-ml.so.1) to ask")));
  }

  GpuProfiler(GpuReadings gpus) {
    this.gpus = gpus;
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    synchronized (moments) {
      moments.clear();
    }
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gpu-sampler").factory());
    // Ends with its executor; a reading that fails leaves the mean without a value.
    var _ = started.scheduleAtFixedRate(this::sample, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    sampler = started;
  }

  private void sample() {
    List<GpuReadings.Reading> now =
        IntStream.range(0, gpus.devices()).mapToObj(gpus::read).toList();
    synchronized (moments) {
      moments.add(now);
    }
  }

  // JMH's own signature has the raw type.
  @SuppressWarnings("rawtypes")
  @Override
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    if (sampler != null) {
      sampler.close();
    }
    synchronized (moments) {
      return List.of(
          result("gpu.utilisation", "%", mean(GpuReadings.Reading::utilisationPercent)),
          result(
              "gpu.power",
              "W",
              sums(GpuReadings.Reading::powerMilliwatts).average().orElse(Double.NaN)
                  / MILLIWATTS_PER_WATT),
          result("gpu.smClock", "MHz", mean(GpuReadings.Reading::smClockMegahertz)),
          result("gpu.memoryClock", "MHz", mean(GpuReadings.Reading::memoryClockMegahertz)),
          new ScalarResult(
              "gpu.memory",
              sums(GpuReadings.Reading::memoryUsedBytes).max().orElse(Double.NaN)
                  / BYTES_PER_MEGABYTE,
              "MB",
              AggregationPolicy.MAX));
    }
  }

  private static ScalarResult result(String name, String unit, double value) {
    return new ScalarResult(name, value, unit, AggregationPolicy.AVG);
  }

  private double mean(ToDoubleFunction<GpuReadings.Reading> value) {
    return moments.stream().flatMap(List::stream).mapToDouble(value).average().orElse(Double.NaN);
  }

  private DoubleStream sums(ToDoubleFunction<GpuReadings.Reading> value) {
    return moments.stream().mapToDouble(moment -> moment.stream().mapToDouble(value).sum());
  }

  @Override
  public String getDescription() {
    return "GPU utilisation, memory, power and clocks through NVML";
  }
}

package io.hybridperf.jmh.bench;

import io.hybridperf.jmh.cuvs.Nvml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
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
 * Samples the first GPU while a benchmark runs: {@code -prof io.hybridperf.jmh.bench.GpuProfiler}.
 * Means over an iteration, memory as its maximum.
 */
public final class GpuProfiler implements InternalProfiler {
  private static final int PERIOD_MILLIS = 50;
  private static final double BYTES_PER_MEGABYTE = 1 << 20;
  private static final double MILLIWATTS_PER_WATT = 1_000;

  private final Nvml nvml;
  private final List<Nvml.Reading> readings = new ArrayList<>();
  private @Nullable ScheduledExecutorService sampler;

  /**
   * For JMH.
   *
   * @throws ProfilerException on a machine without NVIDIA's driver
   */
  public GpuProfiler() throws ProfilerException {
    nvml =
        Nvml.open()
            .orElseThrow(
                () -> new ProfilerException("no NVIDIA driver (libnvidia-ml.so.1) to ask"));
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    synchronized (readings) {
      readings.clear();
    }
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gpu-sampler").factory());
    // Ends with its executor; a reading that fails leaves the mean without a value.
    var _ = started.scheduleAtFixedRate(this::sample, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    sampler = started;
  }

  private void sample() {
    Nvml.Reading reading = nvml.read(0);
    synchronized (readings) {
      readings.add(reading);
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
    synchronized (readings) {
      double memory =
          readings.stream().mapToDouble(Nvml.Reading::memoryUsedBytes).max().orElse(Double.NaN);
      return List.of(
          mean("gpu.utilisation", "%", Nvml.Reading::utilisationPercent),
          mean("gpu.power", "W", reading -> reading.powerMilliwatts() / MILLIWATTS_PER_WATT),
          mean("gpu.smClock", "MHz", Nvml.Reading::smClockMegahertz),
          mean("gpu.memoryClock", "MHz", Nvml.Reading::memoryClockMegahertz),
          new ScalarResult("gpu.memory", memory / BYTES_PER_MEGABYTE, "MB", AggregationPolicy.MAX));
    }
  }

  private ScalarResult mean(String name, String unit, ToDoubleFunction<Nvml.Reading> value) {
    double mean = readings.stream().mapToDouble(value).average().orElse(Double.NaN);
    return new ScalarResult(name, mean, unit, AggregationPolicy.AVG);
  }

  @Override
  public String getDescription() {
    return "GPU utilisation, memory, power and clocks through NVML";
  }
}

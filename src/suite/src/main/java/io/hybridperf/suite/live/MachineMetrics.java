package io.hybridperf.suite.live;

import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.suite.resource.MachineCounters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.util.Map;

/** What the injector's machine did, read once a scrape. What cannot be read has no series. */
final class MachineMetrics implements MultiCollector {
  private final MachineCounters counters = new MachineCounters();

  @Override
  public MetricSnapshots collect() {
    Map<String, Double> now = read();
    return MetricSnapshots.of(
        counter(
            now,
            "hybrid_perf_machine_cpu_seconds",
            "Processor time of the injector's machine since it booted: of all processes (busy), of"
                + " the run's own (own), given to other machines (stolen)",
            "use",
            Map.of(
                "busy", ResourceSample.CPU_BUSY,
                "own", ResourceSample.CPU_OWN,
                "stolen", ResourceSample.CPU_STOLEN)),
        counter(
            now,
            "hybrid_perf_machine_waited_seconds",
            "Time in which somebody on the injector's machine waited for it",
            "resource",
            Map.of("cpu", ResourceSample.CPU_WAITED, "memory", ResourceSample.MEMORY_WAITED)));
  }

  private static CounterSnapshot counter(
      Map<String, Double> from, String name, String help, String label, Map<String, String> keys) {
    CounterSnapshot.Builder snapshot = CounterSnapshot.builder().name(name).help(help);
    keys.forEach((value, key) -> {
      Double seconds = from.get(key);
      if (seconds != null) {
        snapshot.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .value(seconds)
                .labels(Labels.of(label, value))
                .build());
      }
    });
    return snapshot.build();
  }

  private Map<String, Double> read() {
    try {
      return counters.read();
    } catch (IOException e) {
      return Map.of();
    }
  }
}

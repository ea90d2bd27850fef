package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the generator's machine did in the judged phases of a run. All shares are of all its
 * processors' time, 0 to 1, unless said otherwise; what its system did not tell is empty.
 *
 * @param cpus processors
 * @param busy share in use
 * @param others share used by processes that are not the run's own
 * @param stolen share that a hypervisor gave to other machines
 * @param cpuWaited share of the time in which somebody waited for a processor
 * @param memoryWaited share of the time in which somebody waited for memory
 * @param throttled seconds for which a quota held the generator back, over the phases' seconds
 * @param collecting share of the time in which the generator's collectors worked
 * @param memory bytes that the run's own processes held at most, in any phase
 */
public record MachineUse(
    int cpus,
    double busy,
    double others,
    double stolen,
    OptionalDouble cpuWaited,
    OptionalDouble memoryWaited,
    OptionalDouble throttled,
    OptionalDouble collecting,
    OptionalDouble memory) {

  /** A process's ticks are counted by another clock than the machine's. */
  private static final double ROUNDING = 0.005;

  private static final double BYTES_PER_GB = 1e9;

  /**
   * Looks at the samples of a run.
   *
   * @param samples all of them
   * @param phases the plan
   * @return empty if the machine was not sampled in any judged phase
   */
  public static Optional<MachineUse> of(List<ResourceSample> samples, List<PlannedPhase> phases) {
    Map<String, TreeMap<Double, Double>> counters = new TreeMap<>();
    for (ResourceSample sample : samples) {
      if (sample.side().equals(ResourceSample.MACHINE)) {
        counters
            .computeIfAbsent(sample.metric(), _ -> new TreeMap<>())
            .put(sample.seconds(), sample.value());
      }
    }
    TreeMap<Double, Double> busy = counters.get(ResourceSample.CPU_BUSY);
    TreeMap<Double, Double> cpus = counters.get(ResourceSample.CPUS);
    if (busy == null || cpus == null || busy.size() < 2) {
      return Optional.empty();
    }
    List<double[]> stretches = new ArrayList<>();
    double seconds = 0;
    for (PlannedPhase phase : phases) {
      double from = Math.max(phase.startSeconds(), busy.firstKey());
      double to = Math.min(phase.startSeconds() + phase.seconds(), busy.lastKey());
      if (phase.judged() && to > from) {
        stretches.add(new double[] {from, to});
        seconds += to - from;
      }
    }
    if (seconds == 0) {
      return Optional.empty();
    }
    Shares shares = new Shares(counters, stretches, seconds);
    double all = cpus.lastEntry().getValue();
    double busyShare = shares.of(ResourceSample.CPU_BUSY).orElse(0) / all;
    double own = shares.of(ResourceSample.CPU_OWN).orElse(0) / all;
    double others = busyShare - own < ROUNDING ? 0 : busyShare - own;
    return Optional.of(
        new MachineUse(
            (int) all,
            busyShare,
            others,
            shares.of(ResourceSample.CPU_STOLEN).orElse(0) / all,
            shares.of(ResourceSample.CPU_WAITED),
            shares.of(ResourceSample.MEMORY_WAITED),
            shares.of(ResourceSample.THROTTLED),
            shares.of(ResourceSample.COLLECTING),
            counters.getOrDefault(ResourceSample.MEMORY_OWN, new TreeMap<>()).values().stream()
                .mapToDouble(bytes -> bytes)
                .max()));
  }

  private record Shares(
      Map<String, TreeMap<Double, Double>> counters, List<double[]> stretches, double seconds) {

    /** How much a counter grew a second. */
    OptionalDouble of(String metric) {
      TreeMap<Double, Double> counter = counters.get(metric);
      if (counter == null) {
        return OptionalDouble.empty();
      }
      double grown = 0;
      for (double[] stretch : stretches) {
        grown += at(counter, stretch[1]) - at(counter, stretch[0]);
      }
      return OptionalDouble.of(Math.max(0, grown / seconds));
    }

    /** Straight between two samples, and flat beyond the first and the last. */
    private static double at(TreeMap<Double, Double> counter, double seconds) {
      Map.Entry<Double, Double> before = counter.floorEntry(seconds);
      Map.Entry<Double, Double> after = counter.ceilingEntry(seconds);
      if (before == null) {
        return after.getValue();
      }
      if (after == null || after.getKey().equals(before.getKey())) {
        return before.getValue();
      }
      double share = (seconds - before.getKey()) / (after.getKey() - before.getKey());
      return before.getValue() + share * (after.getValue() - before.getValue());
    }
  }

  /** {@return one line for people} */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder();
    line.append(
        "%s cores, %s busy in judged phases, of which other processes %s; stolen %s"
            .formatted(cpus, percent(busy), percent(others), percent(stolen)));
    cpuWaited.ifPresent(share -> line.append("; waiting for a core ").append(percent(share)));
    memoryWaited.ifPresent(share -> line.append("; for memory ").append(percent(share)));
    throttled.ifPresent(share -> line.append("; throttled ").append(percent(share)));
    collecting.ifPresent(share -> line.append("; collecting ").append(percent(share)));
    memory.ifPresent(bytes ->
        line.append(
            String.format(Locale.ROOT, "; %.1f GB of memory at most", bytes / BYTES_PER_GB)));
    return line.toString();
  }

  /**
   * A share in words.
   *
   * @param share 0 to 1
   * @return as {@code 12.5 %}
   */
  public static String percent(double share) {
    return Numbers.text(Math.rint(1000 * share) / 10, Unit.PERCENT);
  }
}

package io.hybridperf.suite.resource;

import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the machine under this JVM has done since it booted, as counters in seconds: processor time
 * of all and of this run's own processes, stolen time, time that somebody waited for processor or
 * memory, time that a quota held this process back; and the memory of its own processes. From
 * Linux's {@code /proc} and {@code /sys/fs/cgroup}; what a system does not tell is absent.
 */
public final class MachineCounters implements ResourceSource {
  /** Of {@code /proc/stat} and {@code /proc/PID/stat}; the same on every Linux that runs a JVM. */
  private static final double TICKS_PER_SECOND = 100;

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Path proc;
  private final Path cgroups;
  private final LongSupplier ownTicks;

  /** Reads this machine. */
  public MachineCounters() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"), MachineCounters::ticksOfThisRun);
  }

  /**
   * @param ownTicks processor time of this run's own processes, in 1/100 s
   */
  MachineCounters(Path proc, Path cgroups, LongSupplier ownTicks) {
    this.proc = proc;
    this.cgroups = cgroups;
    this.ownTicks = ownTicks;
  }

  @Override
  public String side() {
    return ResourceSample.MACHINE;
  }

  @Override
  public Map<String, Double> read() throws IOException {
    Map<String, Double> values = new HashMap<>();
    Path stat = proc.resolve("stat");
    if (Files.isReadable(stat)) {
      addProcessors(Files.readAllLines(stat), values);
      values.put(ResourceSample.CPU_OWN, ownTicks.getAsLong() / TICKS_PER_SECOND);
      OwnMemory.bytes().ifPresent(bytes -> values.put(ResourceSample.MEMORY_OWN, bytes));
    }
    addPressure("cpu", ResourceSample.CPU_WAITED, values);
    addPressure("memory", ResourceSample.MEMORY_WAITED, values);
    throttled().ifPresent(seconds -> values.put(ResourceSample.THROTTLED, seconds));
    values.put(
        ResourceSample.COLLECTING,
        ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum()
            / MILLIS_PER_SECOND);
    return values;
  }

  /** user, nice, system, idle, iowait, irq, softirq, steal; guests' time is in user's already. */
  private static void addProcessors(List<String> stat, Map<String, Double> values) {
    long[] ticks =
        Stream.of(stat.getFirst().strip().split(" +")).skip(1).mapToLong(Long::parseLong).toArray();
    double steal = ticks.length > 7 ? ticks[7] : 0;
    double busy = ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6];
    values.put(ResourceSample.CPU_BUSY, busy / TICKS_PER_SECOND);
    values.put(ResourceSample.CPU_STOLEN, steal / TICKS_PER_SECOND);
    values.put(
        ResourceSample.CPUS, (double) stat.stream().filter(l -> l.matches("cpu\\d+ .*")).count());
  }

  private void addPressure(String of, String metric, Map<String, Double> values)
      throws IOException {
    Path file = proc.resolve("pressure").resolve(of);
    if (!Files.isReadable(file)) {
      return;
    }
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("some ")) {
        values.put(
            metric,
            Long.parseLong(line.substring(line.indexOf("total=") + "total=".length()))
                / MICROS_PER_SECOND);
      }
    }
  }

  /** Of this process's control group: version 2 in microseconds, version 1 in nanoseconds. */
  private Optional<Double> throttled() throws IOException {
    Path groups = proc.resolve("self/cgroup");
    if (!Files.isReadable(groups)) {
      return Optional.empty();
    }
    for (String line : Files.readAllLines(groups)) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && (parts[1].isEmpty() || List.of(parts[1].split(",")).contains("cpu"))) {
        Path group = cgroups.resolve(parts[1]).resolve(parts[2].substring(1)).resolve("cpu.stat");
        if (Files.isReadable(group)) {
          for (String counter : Files.readAllLines(group)) {
            if (counter.startsWith("throttled_usec ")) {
              return Optional.of(number(counter) / MICROS_PER_SECOND);
            }
            if (counter.startsWith("throttled_time ")) {
              return Optional.of(number(counter) / NANOS_PER_SECOND);
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static double number(String counter) {
    return Long.parseLong(counter.substring(counter.indexOf(' ') + 1).strip());
  }

  private static long ticksOfThisRun() {
    return processes().map(MachineCounters::ticks).sum();
  }

  /** This JVM and what it has started: the stack, and the stack's PostgreSQL. */
  static LongStream processes() {
    ProcessHandle self = ProcessHandle.current();
    return LongStream.concat(
        LongStream.of(self.pid()), self.descendants().mapToLong(ProcessHandle::pid));
  }

  /** With those of children that have ended, so that the sum does not fall when one ends. */
  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // After the name in brackets, which may hold anything: state is field 3, utime field 14.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return IntStream.rangeClosed(11, 14).mapToLong(n -> Long.parseLong(fields[n])).sum();
    } catch (IOException e) {
      // It ended meanwhile.
      return 0;
    }
  }
}

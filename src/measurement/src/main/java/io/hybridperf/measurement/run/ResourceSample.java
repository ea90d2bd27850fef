package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.Checks;

/**
 * One number about a process, taken while a run goes: a line of {@code resources.jsonl}.
 *
 * @param seconds since the plan's start
 * @param side whose: {@value #GENERATOR}, {@value #TARGET}, or {@code target-2} of several; {@value
 *     #MACHINE}; {@code gpu}, {@code gpu-2} for the GPUs behind it
 * @param metric what, as the constants here; others may be used freely
 * @param value bytes or a count, as the metric's name says
 */
public record ResourceSample(double seconds, String side, String metric, double value) {

  /**
   * @throws IllegalArgumentException if a name is missing or the time is no number
   */
  public ResourceSample {
    Checks.present("side", side);
    Checks.present("metric", metric);
    Checks.number("seconds", seconds);
  }

  /** The side that makes the load. */
  public static final String GENERATOR = "generator";

  /** The side that answers. */
  public static final String TARGET = "target";

  /** The machine that the load comes from; all its metrics but {@link #CPUS} are counters. */
  public static final String MACHINE = "machine";

  /** Processors. */
  public static final String CPUS = "cpus";

  /** Seconds of processor time that were used, by anybody. */
  public static final String CPU_BUSY = "cpu-busy-seconds";

  /** Seconds of it that this run's own processes used: generator, and a stack that it started. */
  public static final String CPU_OWN = "cpu-own-seconds";

  /** Seconds of processor time that a hypervisor gave to other machines. */
  public static final String CPU_STOLEN = "cpu-stolen-seconds";

  /** Seconds in which somebody waited for a processor. */
  public static final String CPU_WAITED = "cpu-waited-seconds";

  /** Seconds in which somebody waited for memory. */
  public static final String MEMORY_WAITED = "memory-waited-seconds";

  /** Seconds for which a quota held the generator back. */
  public static final String THROTTLED = "throttled-seconds";

  /** Seconds that the generator's garbage collectors worked. */
  public static final String COLLECTING = "collecting-seconds";

  /** Resident memory of the run's own processes on this machine, what they share counted once. */
  public static final String MEMORY_OWN = "memory-own-bytes";

  /** Bytes of heap in use, dead objects included. */
  public static final String HEAP_USED = "heap-used-bytes";

  /** Bytes of the old generation that its last collection left. */
  public static final String HEAP_AFTER_GC = "heap-after-gc-bytes";

  /** Bytes of heap that a full collection left, at the end of the warm-up or after the load. */
  public static final String HEAP_LIVE = "heap-live-bytes";

  /** Resident bytes of the process. */
  public static final String RSS = "rss-bytes";

  /** Resident bytes without the part of the heap that has ever been in use. */
  public static final String RSS_BEYOND_HEAP = "rss-beyond-heap-bytes";

  /** Threads of the JVM. */
  public static final String THREADS = "threads";

  /** Sockets of the generator; connections to the stores of a target. */
  public static final String CONNECTIONS = "connections";

  /** Open files, sockets included. */
  public static final String OPEN_FILES = "open-files";

  /** The mean utilisation of a machine's GPUs, 0..100. */
  public static final String GPU_UTILISATION = "gpu-utilisation-percent";

  /** How many GPUs that is the mean of. */
  public static final String GPUS = "gpus";
}

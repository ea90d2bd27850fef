package io.hybridperf.measurement.run;

/**
 * One number about a process, taken while a run goes: a line of {@code resources.jsonl}.
 *
 * @param seconds since the plan's start
 * @param side whose: {@value #GENERATOR}, {@value #TARGET}, or {@code target-2} of several; {@code
 *     gpu}, {@code gpu-2} for the GPUs behind it
 * @param metric what, as the constants here; others may be used freely
 * @param value bytes or a count, as the metric's name says
 */
public record ResourceSample(double seconds, String side, String metric, double value) {
  /** The side that makes the load. */
  public static final String GENERATOR = "generator";

  /** The side that answers. */
  public static final String TARGET = "target";

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

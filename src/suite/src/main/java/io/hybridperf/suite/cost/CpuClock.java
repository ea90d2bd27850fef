package io.hybridperf.suite.cost;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.TreeMap;

/** Reads how much CPU this JVM and the null coordinator have used. */
final class CpuClock {
  /** What is not a Java thread's: garbage collection and compilation. */
  static final String JVM = "collector, compiler";

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final NullCoordinatorProcess coordinator;

  CpuClock(NullCoordinatorProcess coordinator) {
    this.coordinator = coordinator;
  }

  /**
   * One reading.
   *
   * @param nanoTime when
   * @param processNanos of this JVM, all its threads and the collector and compiler included
   * @param threadNanos of each group of Java threads
   * @param coordinator what the null coordinator has done
   */
  record Reading(
      long nanoTime,
      long processNanos,
      Map<String, Long> threadNanos,
      NullCoordinatorProcess.Work coordinator) {}

  Reading read() {
    Map<String, Long> byGroup = new TreeMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null) {
        long used = threads.getThreadCpuTime(thread.getThreadId());
        byGroup.merge(group(thread.getThreadName()), Math.max(0, used), Long::sum);
      }
    }
    return new Reading(System.nanoTime(), system.getProcessCpuTime(), byGroup, coordinator.work());
  }

  private static String group(String thread) {
    if (thread.startsWith("gatling")) {
      return "Gatling's event loop";
    }
    if (thread.startsWith("bare")) {
      return "bare event loop";
    }
    if (thread.startsWith("pool-")) {
      return "Gatling's actors";
    }
    return thread.startsWith("hybrid-perf-recorder") ? "recorder" : "others";
  }
}

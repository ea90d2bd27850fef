package io.hybridperf.suite.cost;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one client did in one block.
 *
 * @param client which
 * @param seconds how long was looked at
 * @param answered calls in that time, by the server's count
 * @param cpuMicrosPerRequest CPU of the generator's whole process, per call
 * @param microsByThread the same by groups of threads
 * @param processCores how many cores the generator's process used
 * @param loopCores how much of a core its event loop used
 * @param coordinatorCores how many cores the null coordinator used
 * @param lagP99Millis 99th percentile of actual send - planned arrival, in the whole block
 * @param lost planned arrivals of the whole block that were not answered with OK
 */
record CostBlock(
    String client,
    double seconds,
    long answered,
    double cpuMicrosPerRequest,
    Map<String, Double> microsByThread,
    double processCores,
    double loopCores,
    double coordinatorCores,
    double lagP99Millis,
    long lost) {

  static CostBlock between(
      CpuClock.Reading from,
      CpuClock.Reading to,
      String client,
      String loop,
      double lagP99Millis,
      long lost) {
    double nanos = to.nanoTime() - from.nanoTime();
    long answered = to.coordinator().answered() - from.coordinator().answered();
    long cpu = to.processNanos() - from.processNanos();
    Map<String, Double> byThread = new TreeMap<>();
    double known = 0;
    for (Map.Entry<String, Long> group : to.threadNanos().entrySet()) {
      long used = group.getValue() - from.threadNanos().getOrDefault(group.getKey(), 0L);
      known += used;
      byThread.put(group.getKey(), used / 1e3 / answered);
    }
    byThread.put(CpuClock.JVM, Math.max(0, cpu - known) / 1e3 / answered);
    return new CostBlock(
        client,
        nanos / 1e9,
        answered,
        cpu / 1e3 / answered,
        byThread,
        cpu / nanos,
        byThread.getOrDefault(loop, 0.0) * answered * 1e3 / nanos,
        (to.coordinator().cpuNanos() - from.coordinator().cpuNanos()) / nanos,
        lagP99Millis,
        lost);
  }
}

package io.hybridperf.suite.resource;

import com.sun.management.UnixOperatingSystemMXBean;
import io.hybridperf.measurement.run.ResourceSample;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this JVM uses. Resident memory and sockets are known on Linux only, open files on every
 * Unix.
 */
final class OwnResources implements ResourceSource {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path HANDLES = Path.of("/proc/self/fd");
  private static final String RSS = "VmRSS";

  private final List<MemoryPoolMXBean> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private final TouchedHeap touched = new TouchedHeap();

  @Override
  public String side() {
    return ResourceSample.GENERATOR;
  }

  @Override
  public Map<String, Double> read() throws IOException {
    Map<String, Double> values = new HashMap<>();
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    values.put(ResourceSample.HEAP_USED, (double) heap.getUsed());
    for (MemoryPoolMXBean pool : heapPools) {
      touched.used(pool.getName(), (double) pool.getUsage().getUsed());
      MemoryUsage collected = pool.getCollectionUsage();
      if (TouchedHeap.isOldGeneration(pool.getName()) && collected != null) {
        values.merge(ResourceSample.HEAP_AFTER_GC, (double) collected.getUsed(), Double::sum);
      }
    }
    values.put(
        ResourceSample.THREADS, (double) ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      values.put(ResourceSample.OPEN_FILES, (double) unix.getOpenFileDescriptorCount());
    }
    if (Files.exists(STATUS)) {
      double rss = rss();
      values.put(ResourceSample.RSS, rss);
      values.put(ResourceSample.RSS_BEYOND_HEAP, touched.beyond(rss, (double) heap.getCommitted()));
      values.put(ResourceSample.CONNECTIONS, (double) sockets());
    }
    return values;
  }

  private static double rss() throws IOException {
    return ProcLines.bytes(Files.readAllLines(STATUS), RSS)
        .orElseThrow(() -> new IOException(STATUS + " has no line " + RSS));
  }

  private static long sockets() throws IOException {
    try (Stream<Path> handles = Files.list(HANDLES)) {
      return handles.filter(OwnResources::isSocket).count();
    }
  }

  private static boolean isSocket(Path handle) {
    try {
      return Files.readSymbolicLink(handle).toString().startsWith("socket:");
    } catch (IOException e) {
      // Closed meanwhile.
      return false;
    }
  }

  /** {@return bytes of live heap, after a full collection} */
  static double collectHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}

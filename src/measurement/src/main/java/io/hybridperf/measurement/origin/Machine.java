package io.hybridperf.measurement.origin;

import io.hybridperf.measurement.files.Checks;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine the load came from.
 *
 * @param cpus processors available to the JVM
 * @param cpuModel name of the processor, or {@code unknown}
 * @param memoryBytes physical memory
 * @param os name, version and architecture of the operating system
 * @param jvm name and version of the JVM
 */
public record Machine(int cpus, String cpuModel, long memoryBytes, String os, String jvm) {

  /**
   * @throws IllegalArgumentException if a text is missing
   */
  public Machine {
    Checks.present("cpuModel", cpuModel);
    Checks.present("os", os);
    Checks.present("jvm", jvm);
  }

  /**
   * Looks at this machine.
   *
   * @return what it is
   */
  public static Machine current() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean bean
            ? bean.getTotalMemorySize()
            : 0;
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        cpuModelFrom(Path.of("/proc/cpuinfo")),
        memory,
        "%s %s %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")),
        "%s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()));
  }

  private static String cpuModelFrom(Path cpuinfo) {
    if (!Files.isReadable(cpuinfo)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst()
          .orElse("unknown");
    } catch (IOException unreadable) {
      return "unknown";
    }
  }
}

package io.hybridperf.suite.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Resident memory of this run's own processes on Linux. */
final class OwnMemory {
  private static final double BYTES_PER_KB = 1024;

  private OwnMemory() {}

  /** {@return bytes, what processes share counted once; empty where the system does not tell} */
  static Optional<Double> bytes() {
    double own = 0;
    double shared = 0;
    for (long pid : MachineCounters.processes().toArray()) {
      List<String> status = status(pid);
      own += bytes(status, "RssAnon") + bytes(status, "RssFile");
      // PostgreSQL's processes all show the same buffers.
      shared = Math.max(shared, bytes(status, "RssShmem"));
    }
    return own == 0 ? Optional.empty() : Optional.of(own + shared);
  }

  private static List<String> status(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    } catch (IOException e) {
      // It ended meanwhile.
      return List.of();
    }
  }

  /** Of lines as {@code RssAnon: 123456 kB}. */
  static double bytes(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToDouble(line ->
            BYTES_PER_KB
                * Long.parseLong(line.substring(name.length() + 1).replace("kB", "").strip()))
        .sum();
  }
}

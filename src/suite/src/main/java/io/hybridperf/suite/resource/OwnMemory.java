package io.hybridperf.suite.resource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Resident memory of this run's own processes on Linux. */
final class OwnMemory {
  private OwnMemory() {}

  /** {@return bytes, what processes share counted once; empty where the system does not tell} */
  static Optional<Double> bytes() {
    long own = 0;
    long shared = 0;
    for (long pid : MachineCounters.processes().toArray()) {
      List<String> status = status(pid);
      own += bytes(status, "RssAnon") + bytes(status, "RssFile");
      // PostgreSQL's processes all show the same buffers.
      shared = Math.max(shared, bytes(status, "RssShmem"));
    }
    return own == 0 ? Optional.empty() : Optional.of((double) (own + shared));
  }

  private static List<String> status(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    } catch (IOException e) {
      // It ended meanwhile.
      return List.of();
    }
  }

  private static long bytes(List<String> status, String name) {
    return ProcLines.bytes(status, name).orElse(0);
  }
}

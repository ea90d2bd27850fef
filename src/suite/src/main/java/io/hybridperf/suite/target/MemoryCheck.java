package io.hybridperf.suite.target;

import io.hybridperf.feeders.movielens.Footprint;
import io.hybridperf.suite.resource.ProcLines;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Looks whether the embedded stack and the generator have room in memory: a machine that swaps
 * answers late, and one that kills says nothing.
 */
final class MemoryCheck {
  /** What both held at most in runs of the real films, with a little to spare. */
  static final long NEEDED_BYTES = 3L << 30;

  private static final String AVAILABLE = "MemAvailable";

  private MemoryCheck() {}

  /**
   * Checks this machine, or the container that this is.
   *
   * @param films that the stack will hold
   * @throws UserError if there is not enough; where the system does not tell, there is
   */
  static void requireEnough(Films films) {
    require(films, available(Path.of("/proc/meminfo")));
  }

  static void require(Films films, long availableBytes) {
    long needed = NEEDED_BYTES + Footprint.memoryBeyondDefaults(films.all());
    if (availableBytes < needed) {
      throw new UserError(
          String.format(
              Locale.ROOT,
              "%.1f GB of memory are free, and the embedded stack and the generator need %.1f GB%s: end other"
                  + " programs, give the container more, %sor aim at a deployment elsewhere (-Dtarget=host:port)",
              availableBytes / 1e9,
              needed / 1e9,
              films.inWords(),
              films.synthetic() > 0 ? "give fewer films (-Dfilms), " : ""));
    }
  }

  /** {@return bytes that processes can still have; Long.MAX_VALUE where nothing is told} */
  static long available(Path meminfo) {
    long available = Long.MAX_VALUE;
    try {
      available = ProcLines.bytes(Files.readAllLines(meminfo), AVAILABLE).orElse(available);
    } catch (IOException e) {
      // Not a Linux.
    }
    // A container's limit, where there is one.
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.min(available, system.getTotalMemorySize())
        : available;
  }
}

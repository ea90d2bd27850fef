package io.hybridperf.jmh.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whether a data set of some size fits this machine, said before it is made. */
public final class Fit {
  private Fit() {}

  /**
   * Refuses a file that the disk has no room for.
   *
   * @param what the data set's name, for the message
   * @param bytes how large it will be
   * @param folder where it will be written; must exist
   * @param setting what chooses the folder, for the message
   * @throws DataException when there is not enough room
   */
  public static void requireDisk(String what, long bytes, Path folder, String setting) {
    long usable;
    try {
      usable = Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new DataException("cannot ask for the free space of " + folder, e);
    }
    requireRoom(what, bytes, usable, folder, setting);
  }

  static void requireRoom(String what, long bytes, long usable, Path folder, String setting) {
    // A tenth stays free: a full disk breaks more than this benchmark.
    if (bytes > usable / 10 * 9) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s needs %,d MB, %s has %,d MB free: choose another folder with %s, or fewer rows",
              what,
              bytes >> 20,
              folder,
              usable >> 20,
              setting));
    }
  }

  /**
   * Says when a mapped data set is larger than the memory that is left for it, so that searches
   * would read the disk.
   *
   * @param what the data set's name
   * @param bytes its size
   * @return the warning; empty when it fits
   */
  public static Optional<String> memoryWarning(String what, long bytes) {
    return memoryWarning(what, bytes, availableMemoryBytes());
  }

  static Optional<String> memoryWarning(String what, long bytes, long available) {
    return bytes <= available
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s is %,d MB and %,d MB of memory are available: searches read the disk, and times are the disk's",
                what,
                bytes >> 20,
                available >> 20));
  }

  /** Bytes that could be used without swapping; the largest number where the system is silent. */
  private static long availableMemoryBytes() {
    Path meminfo = Path.of("/proc/meminfo");
    if (Files.isReadable(meminfo)) {
      try {
        List<String> lines = Files.readAllLines(meminfo);
        for (String line : lines) {
          if (line.startsWith("MemAvailable:")) {
            return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
          }
        }
      } catch (IOException e) {
        return Long.MAX_VALUE;
      }
    }
    return Long.MAX_VALUE;
  }
}

package io.hybridperf.suite.resource;

import java.util.List;
import java.util.OptionalLong;

/** Lines as Linux's {@code /proc} has them for memory: {@code VmRSS: 123456 kB}. */
public final class ProcLines {
  private static final long BYTES_PER_KB = 1024;

  private ProcLines() {}

  /**
   * Reads one of them.
   *
   * @param lines of a file, as {@code /proc/meminfo}
   * @param name as {@code VmRSS}
   * @return bytes; empty if there is no such line
   */
  public static OptionalLong bytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line ->
            BYTES_PER_KB
                * Long.parseLong(line.substring(name.length() + 1).replace("kB", "").strip()))
        .findFirst();
  }
}

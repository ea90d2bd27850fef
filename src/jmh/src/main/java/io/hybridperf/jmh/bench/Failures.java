package io.hybridperf.jmh.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Supplier;

/**
 * The reasons for which benchmarks did not run. JMH only prints a failed setup's stack trace and
 * goes on; the runner wants the reason in one line, from another process.
 */
public final class Failures {
  /** The system property that names the file the reasons are written to. */
  public static final String FILE_PROPERTY = "bench.failures";

  private Failures() {}

  /**
   * Runs a setup, and notes why when it fails.
   *
   * @param what which benchmark with which parameters
   * @param setup the setup
   * @param <T> what it makes
   * @return what it made
   */
  static <T> T noting(String what, Supplier<T> setup) {
    try {
      return setup.get();
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      String file = System.getProperty(FILE_PROPERTY, "");
      if (!file.isEmpty()) {
        append(Path.of(file), what + ": " + (e.getMessage() == null ? e : e.getMessage()));
      }
      throw e;
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(
          file,
          line.replaceAll("\\s+", " ") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what was noted.
   *
   * @param file the file
   * @return one line a failure, in the order they happened
   */
  public static List<String> read(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

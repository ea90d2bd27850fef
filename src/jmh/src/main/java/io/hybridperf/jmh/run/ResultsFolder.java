package io.hybridperf.jmh.run;

import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Where results go: {@code results/NAME-TIME}, as the simulations' do. */
final class ResultsFolder {
  private ResultsFolder() {}

  /** The system property {@code bench.results}, or {@code results} in the current folder. */
  static Path root() {
    return Path.of(System.getProperty("bench.results", "results")).toAbsolutePath().normalize();
  }

  static Path create(String name) {
    try {
      return RunFolder.create(root(), name, Instant.now()).path();
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException(
          "bench.results=" + root() + ": cannot make a folder there (" + e.getMessage() + ")", e);
    }
  }

  static void write(Path folder, String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

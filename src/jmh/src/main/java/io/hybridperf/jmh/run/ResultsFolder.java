package io.hybridperf.jmh.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Where results go: {@code results/NAME-yyyyMMdd-HHmmss}, UTC, as the simulations' do. */
final class ResultsFolder {
  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private ResultsFolder() {}

  /** The system property {@code bench.results}, or {@code results} in the current folder. */
  static Path root() {
    return Path.of(System.getProperty("bench.results", "results")).toAbsolutePath().normalize();
  }

  static Path create(String name) {
    try {
      return Files.createDirectories(root().resolve(name + "-" + TIME.format(Instant.now())));
    } catch (IOException e) {
      throw new UsageException(
          "bench.results=" + root() + ": cannot make a folder there (" + e.getMessage() + ")");
    }
  }

  static Path write(Path folder, String name, ObjectNode document) {
    return write(folder, name, document.toPrettyString() + "\n");
  }

  static Path write(Path folder, String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

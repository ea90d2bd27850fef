package io.hybridperf.pipelines;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests look at. */
public final class Project {

  /** Its folder. */
  public static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private Project() {}

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

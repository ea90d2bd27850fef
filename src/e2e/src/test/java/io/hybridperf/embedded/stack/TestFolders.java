package io.hybridperf.embedded.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Folders under the module's build folder: not in a temporary file system that may be small. */
public final class TestFolders {
  private static final Path ROOT = Path.of("target", "stacks").toAbsolutePath();

  private TestFolders() {}

  /** A path with nothing there; what an earlier build left is removed. */
  public static Path empty(String name) throws IOException {
    Path folder = ROOT.resolve(name);
    if (Files.exists(folder)) {
      try (var paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    Files.createDirectories(ROOT);
    return folder;
  }
}

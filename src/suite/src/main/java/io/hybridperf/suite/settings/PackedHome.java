package io.hybridperf.suite.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The project's folder inside a jar that holds all of a simulation: {@code hybrid-perf/config}. It
 * is unpacked into a temporary folder, which stays, since a run's results lie in it.
 */
final class PackedHome {
  private static final String FOLDER = "hybrid-perf";
  private static final String DEFAULTS = FOLDER + "/config/hybrid-perf.conf";

  private PackedHome() {}

  /** {@return the folder; empty if there is no such jar on the class path} */
  static Optional<Path> unpacked(ClassLoader loader) {
    URL defaults = loader.getResource(DEFAULTS);
    if (defaults == null || !defaults.getProtocol().equals("jar")) {
      return Optional.empty();
    }
    String jar = defaults.toString();
    try (FileSystem content =
        FileSystems.newFileSystem(new URI(jar.substring(0, jar.indexOf("!/") + 2)), Map.of())) {
      Path home = Files.createTempDirectory("hybrid-perf");
      copy(content.getPath(FOLDER), home);
      return Optional.of(home);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack config/ from " + jar, e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(from)) {
      all = walk.toList();
    }
    for (Path each : all) {
      Path target = to.resolve(from.relativize(each).toString());
      if (Files.isDirectory(each)) {
        Files.createDirectories(target);
      } else {
        Files.copy(each, target);
      }
    }
  }
}

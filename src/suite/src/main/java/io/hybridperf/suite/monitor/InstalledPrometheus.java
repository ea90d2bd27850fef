package io.hybridperf.suite.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Prometheus that is installed, with this project's configuration and a run's own targets, on
 * loopback.
 */
final class InstalledPrometheus {
  private InstalledPrometheus() {}

  /** {@return the program, if it is on a path such as the variable PATH} */
  static Optional<Path> program(String path) {
    return InstalledServer.program("prometheus", path);
  }

  /**
   * Starts it and waits until it answers.
   *
   * @param program to start
   * @param config the folder {@code config/prometheus}
   * @param folder a new one, for its configuration, data and log
   * @param targets host:port by job; other jobs have none
   * @param wantedPort another free one if it is taken
   * @throws IOException with one line, if it does not start
   */
  static InstalledServer start(
      Path program, Path config, Path folder, Map<String, List<String>> targets, int wantedPort)
      throws IOException {
    copy(config, folder, targets);
    String listen = InstalledServer.freeAddress(wantedPort);
    return InstalledServer.start(
        new ProcessBuilder(
            program.toString(),
            "--config.file=" + folder.resolve("prometheus.yml"),
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--storage.tsdb.retention.time=15d",
            "--web.listen-address=" + listen),
        listen,
        "-/ready",
        folder.resolve("prometheus.log"));
  }

  private static void copy(Path config, Path folder, Map<String, List<String>> targets)
      throws IOException {
    try (Stream<Path> files = Files.walk(config)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(config.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (file.startsWith(config.resolve("targets"))) {
          String job = String.valueOf(file.getFileName()).replace(".yml", "");
          Files.writeString(copy, yaml(targets.getOrDefault(job, List.of())));
        } else {
          Files.copy(file, copy);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String yaml(List<String> addresses) {
    return addresses.isEmpty()
        ? "[]\n"
        : "- targets: [%s]\n"
            .formatted(
                addresses.stream()
                    .map(address -> "\"" + address + "\"")
                    .collect(Collectors.joining(", ")));
  }
}

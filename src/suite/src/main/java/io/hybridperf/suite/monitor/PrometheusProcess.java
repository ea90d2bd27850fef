package io.hybridperf.suite.monitor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The Prometheus that is installed, with this project's configuration and a run's own targets, on
 * loopback.
 */
final class PrometheusProcess implements AutoCloseable {
  private static final String NAME = "prometheus";
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final Process process;
  private final String url;

  private PrometheusProcess(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** {@return the program, if it is on a path such as the variable PATH} */
  static Optional<Path> program(String path) {
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, NAME))
        .filter(Files::isExecutable)
        .findFirst();
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
  static PrometheusProcess start(
      Path program, Path config, Path folder, Map<String, List<String>> targets, int wantedPort)
      throws IOException {
    copy(config, folder, targets);
    String listen = "127.0.0.1:" + freePort(wantedPort);
    Path log = folder.resolve("prometheus.log");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--storage.tsdb.retention.time=15d",
                "--web.listen-address=" + listen)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    PrometheusProcess started = new PrometheusProcess(process, "http://" + listen + "/");
    try {
      started.awaitReady(log);
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
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

  private static int freePort(int wanted) throws IOException {
    try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException taken) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }
  }

  private void awaitReady(Path log) throws IOException {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!isReady(client)) {
        if (!process.isAlive() || System.nanoTime() - end > 0) {
          throw new IOException("it does not start; see " + log);
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while it started", e);
    }
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(url + "-/ready"))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** {@return where it is, as {@code http://127.0.0.1:9095/}} */
  String url() {
    return url;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(LONGEST_STOP)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

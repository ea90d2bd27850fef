package io.hybridperf.suite.monitor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** A server that is installed on this machine, started for a run on loopback. */
final class InstalledServer implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(30);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);

  private final Process process;
  private final String url;

  private InstalledServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /**
   * {@return the program of a name, if it is there}
   *
   * @param path folders, as in the variable PATH
   */
  static Optional<Path> program(String name, String path) {
    return Stream.of(path.split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * {@return an address of 127.0.0.1 that is free by now}
   *
   * @param wantedPort another one if it is taken
   */
  static String freeAddress(int wantedPort) throws IOException {
    try (ServerSocket socket = new ServerSocket(wantedPort, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    } catch (IOException taken) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return "127.0.0.1:" + socket.getLocalPort();
      }
    }
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param command with its environment
   * @param address host:port that it will listen on
   * @param ready the path that answers 200 when it is ready
   * @param log takes what it prints
   * @throws IOException with one line, if it does not start
   */
  static InstalledServer start(ProcessBuilder command, String address, String ready, Path log)
      throws IOException {
    Process process = command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    InstalledServer started = new InstalledServer(process, "http://" + address + "/");
    try {
      started.awaitReady(ready, log);
    } catch (IOException e) {
      started.close();
      throw e;
    }
    return started;
  }

  private void awaitReady(String ready, Path log) throws IOException {
    long end = System.nanoTime() + LONGEST_START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!isReady(client, ready)) {
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

  private boolean isReady(HttpClient client, String ready) throws InterruptedException {
    try {
      return client
              .send(
                  HttpRequest.newBuilder(URI.create(url + ready))
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

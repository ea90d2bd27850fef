package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A real Prometheus with this project's configuration, whose targets a test names. What an alert
 * waits for lasts five seconds here, and minutes there.
 */
final class PrometheusServer implements AutoCloseable {
  private static final Path CONFIG = Project.ROOT.resolve("config/prometheus");
  private static final Pattern FOR = Pattern.compile("(?m)^( +for: )\\d+[sm]$");
  private static final String ALERTMANAGER = "127.0.0.1:9093";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final String url;

  private PrometheusServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** {@return whether there is a Prometheus on this machine} */
  static boolean isInstalled() {
    return installed("prometheus").isPresent();
  }

  /**
   * Looks for a program on the PATH.
   *
   * @param names that it may have
   * @return the first that is there
   */
  static Optional<String> installed(String... names) {
    return Stream.of(names)
        .filter(name ->
            Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
        .findFirst();
  }

  /**
   * Starts one.
   *
   * @param folder an empty folder, for configuration and data
   * @param targets host:port by job; other jobs have none
   * @param alertmanager where alerts go, as host:port
   */
  static PrometheusServer start(Path folder, Map<String, String> targets, String alertmanager)
      throws IOException, InterruptedException {
    try (Stream<Path> files = Files.walk(CONFIG)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(CONFIG.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (!file.getParent().endsWith("targets")) {
          Files.writeString(
              copy,
              FOR.matcher(Files.readString(file))
                  .replaceAll("$15s")
                  .replace(ALERTMANAGER, alertmanager));
        } else {
          String job = file.getFileName().toString().replace(".yml", "");
          String address = targets.get(job);
          Files.writeString(copy, address == null ? "[]" : "- targets: [\"" + address + "\"]\n");
        }
      }
    }
    String listen = "127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--storage.tsdb.retention.time=15d",
                "--web.listen-address=" + listen)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    PrometheusServer server = new PrometheusServer(process, "http://" + listen);
    server.awaitReady(folder.resolve("prometheus.log"));
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /**
   * Has {@code promtool check metrics} look at a page.
   *
   * @param page as Prometheus scrapes it
   * @return what it finds, a line each; empty: nothing
   */
  static String lint(String page) throws IOException, InterruptedException {
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (Writer in = promtool.outputWriter(StandardCharsets.UTF_8)) {
      in.write(page);
    }
    String found =
        new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return promtool.waitFor() == 0 ? found : found + "\npromtool: status " + promtool.exitValue();
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        if (get("/-/ready").startsWith("Prometheus Server is Ready")) {
          return;
        }
      } catch (UncheckedIOException e) {
        // Not yet.
      }
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new AssertionError("Prometheus does not start:\n" + Files.readString(log));
      }
      Thread.sleep(100);
    }
  }

  private String get(String path) {
    try {
      return client
          .send(HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** {@return data of an answer of its API} */
  JsonNode data(String path) {
    try {
      JsonNode answer = JSON.readTree(get(path));
      if (!answer.path("status").asText().equals("success")) {
        throw new AssertionError(path + ": " + answer);
      }
      return answer.path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the series that an expression has now} */
  JsonNode query(String expression) {
    return asked(expression, "");
  }

  private JsonNode asked(String expression, String when) {
    return data("/api/v1/query?query="
            + URLEncoder.encode(expression, StandardCharsets.UTF_8)
            + when)
        .path("result");
  }

  /** {@return what the alerts that fire now say, by their names} */
  Map<String, String> firing() {
    Map<String, String> firing = new TreeMap<>();
    for (JsonNode alert : data("/api/v1/alerts").path("alerts")) {
      if (alert.path("state").asText().equals("firing")) {
        firing.put(
            alert.at("/labels/alertname").asText(), alert.at("/annotations/summary").asText());
      }
    }
    return firing;
  }

  /** {@return what an alert says once it fires, which must be soon} */
  String awaitFiring(String alert) throws InterruptedException {
    return await(
        () -> Optional.ofNullable(firing().get(alert)),
        () -> "%s does not fire; %s does".formatted(alert, firing()));
  }

  /** Waits until it has scraped a metric. */
  void awaitScraped(String metric) throws InterruptedException {
    var _ =
        await(
            () -> Optional.of(query(metric)).filter(series -> !series.isEmpty()),
            () -> metric + " is not scraped");
  }

  /** Waits for something that must be there soon. */
  static <T> T await(Supplier<Optional<T>> found, Supplier<String> otherwise)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      Optional<T> now = found.get();
      if (now.isPresent()) {
        return now.get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError(otherwise.get());
      }
      Thread.sleep(200);
    }
  }

  /** {@return the sum of the values that an expression has now, if it has any} */
  OptionalDouble sum(String expression) {
    return sum(query(expression));
  }

  /** {@return the sum of the values that it had at a time, in seconds since 1970, if any} */
  OptionalDouble sumAt(String expression, double epochSeconds) {
    return sum(asked(expression, String.format(Locale.ROOT, "&time=%.3f", epochSeconds)));
  }

  private static OptionalDouble sum(JsonNode result) {
    return result.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            StreamSupport.stream(result.spliterator(), false)
                .mapToDouble(series -> Double.parseDouble(series.path("value").path(1).asText()))
                .sum());
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    client.close();
  }
}

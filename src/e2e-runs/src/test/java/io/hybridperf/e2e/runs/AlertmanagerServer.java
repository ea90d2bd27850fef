package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/**
 * A real Alertmanager with this project's sample, whose receivers are a test's. What it gathers
 * alerts for lasts a second here.
 */
final class AlertmanagerServer implements AutoCloseable {
  private static final Path SAMPLE = Project.ROOT.resolve("config/prometheus/alertmanager.yml");
  private static final String RECEIVERS = "http://127.0.0.1:9099/";
  private static final Pattern GATHERING = Pattern.compile("(?m)^( +group_\\w+: )\\d+[sm]$");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Somebody was called.
   *
   * @param receiver the path of his address
   * @param alert of whom he was told
   */
  private record Call(String receiver, JsonNode alert) {}

  private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
  private final HttpServer receivers;
  private final Process process;
  private final String address;

  private AlertmanagerServer(HttpServer receivers, Process process, String address) {
    this.receivers = receivers;
    this.process = process;
    this.address = address;
  }

  /** {@return how it is called on this machine; empty: there is none} */
  static Optional<String> installed() {
    return PrometheusServer.installed("alertmanager", "prometheus-alertmanager");
  }

  /**
   * Starts one.
   *
   * @param folder an empty folder, for configuration and data
   */
  static AlertmanagerServer start(Path folder) throws IOException {
    HttpServer receivers =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String sample = Files.readString(SAMPLE);
    if (!sample.contains(RECEIVERS)) {
      throw new AssertionError(SAMPLE + " has no receiver at " + RECEIVERS);
    }
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            GATHERING
                .matcher(
                    sample.replace(
                        RECEIVERS, "http://127.0.0.1:" + receivers.getAddress().getPort() + "/"))
                .replaceAll("$11s"));
    String address = "127.0.0.1:" + PrometheusServer.freePort();
    Process process =
        new ProcessBuilder(
                installed().orElseThrow(),
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--cluster.listen-address=",
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("alertmanager.log").toFile())
            .start();
    AlertmanagerServer server = new AlertmanagerServer(receivers, process, address);
    receivers.createContext(
        "/",
        exchange -> {
          try (exchange) {
            for (JsonNode alert : JSON.readTree(exchange.getRequestBody()).path("alerts")) {
              server.calls.add(new Call(exchange.getRequestURI().getPath(), alert));
            }
            exchange.sendResponseHeaders(200, -1);
          }
        });
    receivers.start();
    return server;
  }

  /** {@return where Prometheus sends alerts} */
  String address() {
    return address;
  }

  /**
   * Waits until somebody is told of an alert that fires.
   *
   * @return who was, as the path of his address
   */
  String awaitCall(String alert) throws InterruptedException {
    return PrometheusServer.await(
        () ->
            calls.stream()
                .filter(call -> call.alert().path("status").asText().equals("firing"))
                .filter(call -> call.alert().at("/labels/alertname").asText().equals(alert))
                .filter(call -> !call.alert().at("/annotations/summary").asText().isEmpty())
                .filter(call -> !call.alert().at("/annotations/runbook_url").asText().isEmpty())
                .map(Call::receiver)
                .findFirst(),
        () -> "nobody is told of " + alert + told());
  }

  /**
   * Waits until an alert fires of which nobody is told, since another explains it.
   *
   * @return how many explain it
   */
  int awaitInhibited(String alert) throws InterruptedException {
    return PrometheusServer.await(
        () -> {
          for (JsonNode each : alerts()) {
            int by = each.at("/status/inhibitedBy").size();
            if (each.at("/labels/alertname").asText().equals(alert) && by > 0) {
              return Optional.of(by);
            }
          }
          return Optional.empty();
        },
        () -> alert + " is not inhibited" + told());
  }

  private String told() {
    return "; it has " + alerts() + " and told " + calls;
  }

  private JsonNode alerts() {
    try (InputStream in = URI.create("http://" + address + "/api/v2/alerts").toURL().openStream()) {
      return JSON.readTree(in);
    } catch (IOException e) {
      // Not yet.
      return JSON.createArrayNode();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    receivers.stop(0);
  }
}

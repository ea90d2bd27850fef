package io.hybridperf.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The coordinator's own program in a process of its own, which a test may kill. */
final class CoordinatorProcess implements AutoCloseable {
  private static final Pattern STARTED =
      Pattern.compile("Coordinator on port (\\d+), metrics on port (\\d+)");

  private final Process process;
  private final Path errors;
  private final int port;
  private final int metricsPort;
  private final Client client;

  private CoordinatorProcess(Process process, Path errors, int port, int metricsPort) {
    this.process = process;
    this.errors = errors;
    this.port = port;
    this.metricsPort = metricsPort;
    this.client = Client.of(address());
  }

  /**
   * @param settings by path under "coordinator."
   */
  static CoordinatorProcess start(StoreAddresses stores, Map<String, String> settings)
      throws Exception {
    Map<String, String> all = new TreeMap<>();
    all.put("server.port", "0");
    all.put("metrics.port", "0");
    all.put("milvus.uri", "\"http://" + stores.milvus() + "\"");
    all.put("neo4j.uri", "\"" + stores.neo4j() + "\"");
    all.put("postgresql.url", "\"" + stores.postgresql() + "\"");
    all.putAll(settings);
    StringBuilder config = new StringBuilder();
    all.forEach((path, value) ->
        config.append("coordinator.").append(path).append(" = ").append(value).append('\n'));
    Path file = Files.createTempFile(Path.of("target"), "coordinator", ".conf");
    Files.writeString(file, config);
    Path errors = Files.createTempFile(Path.of("target"), "coordinator", ".log");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-cp",
                    classPath(),
                    "io.hybridperf.coordinator.Main",
                    file.toString()))
            .redirectError(errors.toFile())
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher started = STARTED.matcher(line);
      if (started.matches()) {
        return new CoordinatorProcess(
            process,
            errors,
            Integer.parseInt(started.group(1)),
            Integer.parseInt(started.group(2)));
      }
    }
    throw new AssertionError("the coordinator did not start: " + Files.readString(errors));
  }

  /** The stack's own class path holds everything that a coordinator needs. */
  private static String classPath() throws IOException {
    List<String> arguments =
        Files.readAllLines(Path.of("..", "embedded", "target", "embedded-stack.args"));
    return arguments.stream()
        .filter(line -> line.startsWith("-cp "))
        .map(line -> line.substring("-cp ".length()).replace("\"", ""))
        .findFirst()
        .orElseThrow();
  }

  Client client() {
    return client;
  }

  /** Host and port of its gRPC services. */
  String address() {
    return "127.0.0.1:" + port;
  }

  int metricsPort() {
    return metricsPort;
  }

  /** What it has logged so far. */
  String log() throws IOException {
    return Files.readString(errors);
  }

  /** Asks it to stop, as SIGTERM does. */
  void terminate() {
    process.destroy();
  }

  /** Waits until it is gone. Returns its exit status. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(Client.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the coordinator still runs");
    }
    return process.exitValue();
  }

  /** Ends it as the kernel would: without notice. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    client.close();
    kill();
  }
}

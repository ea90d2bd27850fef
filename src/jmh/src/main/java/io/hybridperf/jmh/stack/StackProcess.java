package io.hybridperf.jmh.stack;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.workload.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The embedded stack in a process of its own, started by the argument file that its module's build
 * writes. It announces its address when it is ready, and ends when this process does.
 */
public final class StackProcess implements AutoCloseable {
  private static final Path ARGUMENTS = Path.of("src", "embedded", "target", "embedded-stack.args");
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final String READY = "READY ";
  private static final String FAILED = "FAILED ";

  private final Process process;
  private final JsonNode ready;

  private StackProcess(Process process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
  }

  /**
   * Starts the stack and waits until it answers.
   *
   * @return the running stack
   * @throws BackendException when it was not built, or says why it cannot start
   */
  public static StackProcess start() {
    Path arguments = findArguments();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + arguments,
            "--data-dir",
            Workload.cache().resolve("stack-data").toAbsolutePath().toString(),
            "--parent-pid",
            Long.toString(ProcessHandle.current().pid()));
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      return new StackProcess(process, awaitReady(process));
    } catch (IOException e) {
      throw new BackendException("the embedded stack cannot be started: " + e.getMessage(), e);
    }
  }

  /**
   * In this folder or one above it: benchmarks are started from the root, tests from the module.
   */
  private static Path findArguments() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(ARGUMENTS))) {
        return at.resolve(ARGUMENTS);
      }
    }
    throw new BackendException(
        ARGUMENTS
            + " is missing: build it with mvn -pl src/embedded -am test-compile,"
            + " or name a running coordinator with -Dstack.target=host:port");
  }

  private static JsonNode awaitReady(Process process) throws IOException {
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(READY)) {
        String json = line.substring(READY.length());
        Thread.ofVirtual().start(() -> output.lines().forEach(StackProcess::say));
        return parse(json);
      }
      if (line.startsWith(FAILED)) {
        throw new BackendException("embedded stack: " + line.substring(FAILED.length()));
      }
      say(line);
    }
    throw new BackendException("the embedded stack ended before it was ready");
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (JacksonException e) {
      throw new BackendException("the embedded stack announced itself with " + json, e);
    }
  }

  private static void say(String line) {
    System.err.println("  stack: " + line);
  }

  /**
   * Where the coordinator listens.
   *
   * @return {@code host:port}
   */
  public String target() {
    return ready.path("coordinator").asText();
  }

  /**
   * Where the vector server listens.
   *
   * @return {@code host:port}
   */
  public String milvus() {
    return ready.path("stores").path("milvus").asText();
  }

  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It is ending already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

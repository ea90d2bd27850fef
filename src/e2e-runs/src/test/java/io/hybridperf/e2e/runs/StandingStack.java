package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An embedded stack that outlasts runs, so that several of them need not start one each. Runs aim
 * at it with {@code -Denv=standing} and {@code -Dtarget}; what they write is thrown away with it.
 */
final class StandingStack implements AutoCloseable {
  private static final String READY = "READY ";

  private final Process process;
  private final JsonNode ready;

  private StandingStack(Process process, JsonNode ready) {
    this.process = process;
    this.ready = ready;
  }

  /** Starts one and waits until it answers. */
  static StandingStack start() {
    Path module = Project.ROOT.resolve("src/embedded/target");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + module.resolve("embedded-stack.args"),
            "--data-dir",
            module.resolve("stack-data").toString(),
            "--parent-pid",
            Long.toString(ProcessHandle.current().pid()),
            "--writes",
            "discard");
    StringBuilder said = new StringBuilder();
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith(READY)) {
          drain(output);
          return new StandingStack(
              process, new ObjectMapper().readTree(line.substring(READY.length())));
        }
        said.append(line).append('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the stack ended before it was ready; it said:\n" + said);
  }

  private static void drain(BufferedReader output) {
    Thread.ofPlatform().daemon().start(() -> output.lines().forEach(_ -> {}));
  }

  /** {@return where its coordinator listens, for {@code -Dtarget}} */
  String target() {
    return ready.path("coordinator").asText();
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

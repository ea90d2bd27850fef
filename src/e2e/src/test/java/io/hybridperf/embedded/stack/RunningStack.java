package io.hybridperf.embedded.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.engine.Postmaster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A stack in a process of its own, started from the build's argument file as a Gatling run starts
 * it.
 */
public final class RunningStack implements AutoCloseable {
  private static final Path ARGS_FILE = Path.of("..", "embedded", "target", "embedded-stack.args");
  // For machines with much else to do; nothing waits that long when all is well.
  private static final long LIMIT_SECONDS = 240;

  private final Process process;
  private final Path dataDir;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> outcome = new CompletableFuture<>();
  private final CompletableFuture<String> firstLine = new CompletableFuture<>();
  private final Thread reader;

  private RunningStack(Process process, Path dataDir) {
    this.process = process;
    this.dataDir = dataDir;
    this.reader = Thread.ofPlatform().daemon().name("stack-output").start(this::read);
  }

  /**
   * Launches a stack and does not wait for it.
   *
   * @param dataDir its data folder
   * @param more further arguments
   */
  public static RunningStack launch(Path dataDir, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ARGS_FILE,
                "--data-dir",
                dataDir.toString()));
    command.addAll(List.of(more));
    Path errors = Path.of("target", "stack-stderr.log");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    return new RunningStack(process, dataDir);
  }

  /**
   * Launches a stack and waits until it is ready.
   *
   * @param dataDir its data folder
   * @param more further arguments
   */
  public static RunningStack start(Path dataDir, String... more) throws Exception {
    RunningStack stack = launch(dataDir, more);
    String outcome = stack.outcome();
    if (!outcome.startsWith("READY ")) {
      stack.kill();
      throw new AssertionError("the stack did not start: " + stack.lines());
    }
    return stack;
  }

  /** The READY line's JSON. */
  public JsonNode ready() throws Exception {
    return new ObjectMapper().readTree(outcome().substring("READY ".length()));
  }

  /** Host and port of the coordinator's gRPC service. */
  public String coordinator() throws Exception {
    return ready().get("coordinator").asText();
  }

  /** Waits for the line that begins with READY or FAILED; empty if the output ends without. */
  public String outcome() throws Exception {
    return outcome.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for the first line of output. */
  String firstLine() throws Exception {
    return firstLine.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** What it has printed so far; all of it once {@link #awaitExit} has returned. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Its data folder. */
  public Path dataDir() {
    return dataDir;
  }

  /** The stack's own process. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** PostgreSQL's main process. */
  ProcessHandle postmaster() throws IOException {
    Path cluster = EmbeddedPostgresql.clusterIn(dataDir.resolve("postgresql"));
    return ProcessHandle.of(Postmaster.pid(cluster).orElseThrow()).orElseThrow();
  }

  /** Ends its standard input, as a parent does that is done or dead. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Writes a line to its standard input. */
  void tell(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    input.flush();
  }

  /** Waits until the process is gone and its output read. Returns the exit status. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the stack has not ended: " + lines());
    }
    reader.join();
    return process.exitValue();
  }

  /** Ends it as the kernel would: without notice. */
  public void kill() {
    process.destroyForcibly();
  }

  /** Stops it and waits until it is gone. */
  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      endInput();
    }
    try {
      awaitExit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        firstLine.complete(line);
        if (line.startsWith("READY ") || line.startsWith("FAILED ")) {
          outcome.complete(line);
        }
      }
    } catch (IOException e) {
      lines.add("(output ended: " + e + ")");
    }
    firstLine.complete("");
    outcome.complete("");
  }

  /** Copies the data folder of a stack that does not run. */
  public static void copyData(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES,
            java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

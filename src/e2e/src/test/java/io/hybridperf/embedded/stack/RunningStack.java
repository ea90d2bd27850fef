package io.hybridperf.embedded.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.embedded.engine.EmbeddedPostgresql;
import io.hybridperf.embedded.engine.Postmaster;
import io.hybridperf.stack.StackLauncher;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.stack.StackStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;

/** A stack in a process of its own on a data folder of a test's, started as a run starts it. */
public final class RunningStack implements AutoCloseable {
  // For machines with much else to do; nothing waits that long when all is well.
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final StackProcess process;
  private final Path dataDir;

  private RunningStack(StackProcess process, Path dataDir) {
    this.process = process;
    this.dataDir = dataDir;
  }

  /**
   * Launches a stack and does not wait for it.
   *
   * @param dataDir its data folder
   * @param options further ones: names with their dashes, each before its value
   */
  public static RunningStack launch(Path dataDir, String... options) {
    StackLauncher launcher =
        StackLauncher.built(Path.of(""))
            .dataDir(dataDir)
            .errorsTo(Path.of("target", "stack-stderr.log"));
    for (int i = 0; i < options.length; i += 2) {
      launcher = launcher.option(options[i].substring("--".length()), options[i + 1]);
    }
    return new RunningStack(launcher.launch(_ -> {}), dataDir);
  }

  /**
   * Launches a stack and waits until it is ready.
   *
   * @param dataDir its data folder
   * @param options further ones: names with their dashes, each before its value
   */
  public static RunningStack start(Path dataDir, String... options) throws Exception {
    RunningStack stack = launch(dataDir, options);
    try {
      stack.ready();
      return stack;
    } catch (StackStartException | AssertionError e) {
      stack.kill();
      throw new AssertionError("the stack did not start: " + stack.lines(), e);
    }
  }

  /** The READY line's JSON. */
  public JsonNode ready() throws Exception {
    outcome();
    return process.description();
  }

  /** Host and port of the coordinator's gRPC service. */
  public String coordinator() throws Exception {
    return ready().get("coordinator").asText();
  }

  /** Waits for the line that begins with READY or FAILED; empty if the output ends without. */
  String outcome() throws Exception {
    return Eventually.get(
            LIMIT,
            () -> isOver() ? List.of(outcomeSoFar()) : outcomeIn(process.lines()),
            lines -> !lines.isEmpty())
        .getFirst();
  }

  private boolean isOver() throws InterruptedException {
    if (process.handle().isAlive()) {
      return false;
    }
    awaitExit();
    return true;
  }

  private String outcomeSoFar() {
    return outcomeIn(process.lines()).stream().findFirst().orElse("");
  }

  private static List<String> outcomeIn(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith("READY ") || line.startsWith("FAILED "))
        .toList();
  }

  /** Waits for the first line of output. */
  void awaitOutput() throws Exception {
    Eventually.get(LIMIT, process::lines, lines -> !lines.isEmpty());
  }

  /** What it has printed so far; all of it once {@link #awaitExit} has returned. */
  public List<String> lines() {
    return process.lines();
  }

  /** Its data folder. */
  public Path dataDir() {
    return dataDir;
  }

  /** The stack's own process. */
  public ProcessHandle handle() {
    return process.handle();
  }

  /** PostgreSQL's main process. */
  ProcessHandle postmaster() throws IOException {
    Path cluster = EmbeddedPostgresql.clusterIn(dataDir.resolve("postgresql"));
    return ProcessHandle.of(Postmaster.pid(cluster).orElseThrow()).orElseThrow();
  }

  /** Ends its standard input, as a parent does that is done or dead. */
  public void endInput() {
    process.endInput();
  }

  /** Waits until the process is gone and its output read. Returns the exit status. */
  public int awaitExit() throws InterruptedException {
    return process.awaitExit(LIMIT);
  }

  /** Ends it as the kernel would: without notice. */
  public void kill() {
    process.kill();
  }

  /** Stops it and waits until its process is gone. */
  @Override
  public void close() {
    endInput();
    try {
      awaitExit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  /** Copies the data folder of a stack that does not run. */
  public static void copyData(Path from, Path to) throws IOException {
    try (var paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(
            path,
            to.resolve(from.relativize(path)),
            StandardCopyOption.COPY_ATTRIBUTES,
            LinkOption.NOFOLLOW_LINKS);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}

package io.hybridperf.e2e.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A simulation in a JVM of its own, started as Maven starts it: by a process that can be killed.
 */
final class GatlingProcess implements AutoCloseable {
  private static final long LONGEST_RUN_MINUTES = 5;

  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private final Process starter;
  private final Path runFolder;
  private final Path output;

  private GatlingProcess(Process starter, Path runFolder, Path output) {
    this.starter = starter;
    this.runFolder = runFolder;
    this.output = output;
  }

  static GatlingProcess start(
      Class<? extends Simulation> simulation, Path home, Path folder, String... properties) {
    return start(List.of(), simulation.getName(), CLASS_PATH, home, folder, properties);
  }

  static GatlingProcess start(
      String simulation, String classPath, Path home, Path folder, String... properties) {
    return start(List.of(), simulation, classPath, home, folder, properties);
  }

  /** As {@link #start}, in a process group of its own, as a terminal's. */
  static GatlingProcess startInGroup(
      Class<? extends Simulation> simulation, Path home, Path folder, String... properties) {
    return start(List.of("setsid"), simulation.getName(), CLASS_PATH, home, folder, properties);
  }

  /**
   * Starts a run.
   *
   * @param wrapper a command that runs the one after it
   */
  static GatlingProcess start(
      List<String> wrapper,
      String simulation,
      String classPath,
      Path home,
      Path folder,
      String... properties) {
    Path runFolder = folder.resolve("run");
    Path output = folder.resolve("output.txt");
    List<String> command = new ArrayList<>();
    // Not exec: the shell stays between, as Maven does.
    command.addAll(List.of("/bin/sh", "-c", "\"$@\"; exit $?", "sh"));
    command.addAll(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            // What runs for some seconds is not worth compiling further, on cores that are shared.
            "-XX:TieredStopAtLevel=1",
            "-Dio.netty.eventLoopThreads=1",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dhybridperf.home=" + home,
            // Pages are looked at in tests of their own.
            "-Dhybridperf.report=none",
            "-Dhybridperf.run.folder=" + runFolder));
    for (String property : properties) {
      command.add("-D" + property);
    }
    command.addAll(List.of("-cp", classPath, "io.gatling.app.Gatling"));
    command.addAll(List.of("-s", simulation, "-rf", runFolder.toString()));
    try {
      Files.createDirectories(folder);
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      return new GatlingProcess(process, runFolder, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int exitStatus() throws InterruptedException {
    if (!starter.waitFor(LONGEST_RUN_MINUTES, TimeUnit.MINUTES)) {
      throw new AssertionError("the run hangs; its output so far:\n" + output());
    }
    return starter.exitValue();
  }

  /** {@return the verdict of a run that has ended} */
  RunVerdict verdict() throws InterruptedException {
    var _ = exitStatus();
    if (!Files.exists(runFolder.resolve("verdict.json"))) {
      throw new AssertionError("the run came to no verdict; its output:\n" + output());
    }
    return new RunVerdict(json("verdict.json"), output());
  }

  /**
   * {@return a file of the run's folder}
   *
   * @param name as {@code run.json}
   */
  JsonNode json(String name) {
    try {
      return new ObjectMapper().readTree(runFolder.resolve(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the first line of progress: the target is up and answers. */
  void awaitLoad() throws InterruptedException {
    await(Duration.ofMinutes(3), () -> output().contains(" left\n"));
  }

  /** Waits for a condition, and fails with the run's output when it does not come true. */
  void await(Duration most, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + most + "; output so far:\n" + output());
      }
      Thread.sleep(100);
    }
  }

  /** Does what Ctrl-C in a terminal does: every process of the group gets the signal. */
  void interruptGroup() throws IOException, InterruptedException {
    long leader = starter.children().findFirst().orElseThrow().pid();
    new ProcessBuilder("kill", "-INT", "--", "-" + leader).inheritIO().start().waitFor();
  }

  void killStarter() {
    starter.toHandle().destroyForcibly();
  }

  /** {@return every process that the run has started and that still runs} */
  List<ProcessHandle> descendants() {
    return starter.descendants().toList();
  }

  /** {@return the JVM of the embedded stack} */
  ProcessHandle stack() {
    return descendants().stream()
        .filter(process -> process.info().commandLine().orElse("").contains("embedded-stack.args"))
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no embedded stack runs; output:\n" + output()));
  }

  Path runFolder() {
    return runFolder;
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    descendants().forEach(ProcessHandle::destroyForcibly);
    starter.destroyForcibly();
  }
}

package io.hybridperf.gatling.support;

import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Gatling as its own main class, in a JVM of its own, with the one option it needs.
 *
 * @param exitStatus of the JVM
 * @param output what it printed
 */
public record GatlingJvm(int exitStatus, String output) {
  /** Beyond it a run hangs, however slow the machine. */
  private static final long PATIENCE_MINUTES = 4;

  /**
   * Runs a simulation to its end.
   *
   * @param simulation what
   * @param results an existing folder for Gatling's log
   * @param properties as {@code hits=10}
   */
  public static GatlingJvm run(
      Class<? extends Simulation> simulation, Path results, String... properties)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dio.netty.eventLoopThreads=1"));
    for (String property : properties) {
      command.add("-D" + property);
    }
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "io.gatling.app.Gatling",
            "--simulation",
            simulation.getName(),
            "--results-folder",
            results.toString(),
            "--no-reports"));
    Path output = Files.createTempFile(results, "output", ".txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("the run hangs; its output so far:\n" + Files.readString(output));
      }
      return new GatlingJvm(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }
}

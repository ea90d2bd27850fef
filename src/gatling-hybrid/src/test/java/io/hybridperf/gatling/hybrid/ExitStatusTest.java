package io.hybridperf.gatling.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.gatling.support.ExitStatusSimulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gatling as its own main class, in a JVM of its own, with the one option it needs. */
class ExitStatusTest {
  private static final int ASSERTIONS_FAILED = 2;

  @Test
  void aRunWithoutFailuresExitsWithZeroAndOneWithFailuresDoesNot(@TempDir Path results)
      throws Exception {
    Process good = gatling(10, results);
    assertThat(exit(good)).isZero();
    Process bad = gatling(11, results);
    assertThat(exit(bad)).isEqualTo(ASSERTIONS_FAILED);
  }

  private static Process gatling(int hits, Path results) throws IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dhits=" + hits,
                "-cp",
                System.getProperty("java.class.path"),
                "io.gatling.app.Gatling",
                "--simulation",
                ExitStatusSimulation.class.getName(),
                "--results-folder",
                results.toString(),
                "--no-reports"))
        .redirectErrorStream(true)
        .redirectOutput(results.resolve("output-" + hits + ".txt").toFile())
        .start();
  }

  private static int exit(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("Gatling ends").isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }
}

package simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real, short bursts on the embedded stack, each in a JVM of its own. */
class BurstRunTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String[] SHORT = {
    "scale=0.005", "warmup=5s", "duration=4s", "ramp=2s", "hold=4s", "cycles=1", "recall-sample=1"
  };
  private static final int ASSERTIONS_FAILED = 2;
  private static final int MISTAKE = 64;

  private static final Pattern RED =
      Pattern.compile("class=\"error-col-1 ko total\">\\s*SLO / (.*?): count of");

  @TempDir Path folder;
  private Path home;

  /**
   * A project's folder with a configuration that a test may change, and the build that is there.
   */
  @BeforeEach
  void copyConfiguration() throws IOException {
    home = folder.resolve("home");
    try (Stream<Path> files = Files.walk(ROOT.resolve("config"))) {
      for (Path file : files.toList()) {
        Path copy = home.resolve(ROOT.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.createSymbolicLink(home.resolve("src"), ROOT.resolve("src"));
  }

  @Test
  void aTargetBelowWhatIsMeasuredFailsTheRunAndTurnsItsRowRed() throws Exception {
    tighten("p99 at the peak", "< 1 us");
    try (GatlingProcess run = GatlingProcess.start(home, folder, SHORT)) {
      awaitLoad(run);
      ProcessHandle stack = run.stack();
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(ASSERTIONS_FAILED);
      // It may still be archiving its classes.
      await(Duration.ofMinutes(2), run, () -> !stack.isAlive());

      JsonNode verdict = json(run.runFolder().resolve("verdict.json"));
      assertThat(verdict.path("verdict").asText()).isIn("FAIL", "INVALID");
      assertThat(slo(verdict, "p99 at the peak").path("tier").asText()).isEqualTo("FAIL");
      assertThat(slo(verdict, "GPU utilisation").path("tier").asText()).isEqualTo("NOT MEASURED");
      assertThat(slo(verdict, "recall@10").path("value").asDouble()).isGreaterThanOrEqualTo(0.95);
      assertThat(verdict.path("scale").asDouble()).isEqualTo(0.005);
      assertThat(verdict.path("environment").asText()).isEqualTo("embedded");
      assertThat(koRows(run.runFolder()))
          .contains("p99 at the peak", "verdict")
          .doesNotContain("recall@10");
      assertThat(run.runFolder())
          .isDirectoryContaining(file -> file.endsWith("response-time.hlog"));
      assertThat(json(run.runFolder().resolve("run.json")).path("status").asText())
          .isEqualToIgnoringCase("complete");
      assertThat(run.output()).contains("p99 at the peak", "0.005", "embedded");
    }
  }

  @Test
  void killingTheStackEndsTheRunWithClassifiedErrorsAndAFailure() throws Exception {
    try (GatlingProcess run = GatlingProcess.start(home, folder, SHORT)) {
      awaitLoad(run);
      run.stack().destroyForcibly();

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(ASSERTIONS_FAILED);
      JsonNode verdict = json(run.runFolder().resolve("verdict.json"));
      assertThat(verdict.path("verdict").asText()).isIn("FAIL", "INVALID");
      assertThat(slo(verdict, "error rate").path("tier").asText()).isEqualTo("FAIL");
      assertThat(Files.readString(run.runFolder().resolve("counters.jsonl")))
          .contains("UNAVAILABLE");
    }
  }

  @Test
  void killingWhatStartedTheRunLeavesNothingRunning() throws Exception {
    try (GatlingProcess run = GatlingProcess.start(home, folder, SHORT)) {
      awaitLoad(run);
      List<ProcessHandle> everything = run.descendants();
      assertThat(everything).hasSizeGreaterThan(2);

      run.killStarter();

      await(
          Duration.ofMinutes(2), run, () -> everything.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(json(run.runFolder().resolve("verdict.json")).path("verdict").asText())
          .isIn("INCOMPLETE", "INVALID");
    }
  }

  @Test
  void anUnreachableTargetIsOneLine() throws Exception {
    assertMistake("target=127.0.0.1:1", "target 127.0.0.1:1");
  }

  @Test
  void aMissingEnvironmentIsOneLine() throws Exception {
    assertMistake("env=stagin", "-Denv=stagin", "did you mean 'staging'");
  }

  @Test
  void aBadPropertyIsOneLine() throws Exception {
    assertMistake("qps=many", "qps=many", "must be a number");
  }

  private void assertMistake(String property, String... expected) throws Exception {
    try (GatlingProcess run = GatlingProcess.start(home, folder, property)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(MISTAKE);
      assertThat(run.output().lines().filter(line -> line.startsWith("hybrid-perf: ")))
          .singleElement()
          .asString()
          .contains(expected);
      assertThat(run.output()).doesNotContain("\tat ");
    }
  }

  private void tighten(String slo, String mustPass) throws IOException {
    Path file = home.resolve("config/simulations/Burst.conf");
    String impossible =
        "\nslos.\"%s\" { must-pass = \"%s\", target = null, stretch = null, min-samples = 10 }\n"
            .formatted(slo, mustPass);
    Files.writeString(file, Files.readString(file) + impossible);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static JsonNode slo(JsonNode verdict, String name) {
    for (JsonNode slo : verdict.path("slos")) {
      if (slo.path("name").asText().equals(name)) {
        return slo;
      }
    }
    throw new AssertionError("verdict.json has no SLO '" + name + "'");
  }

  /** The assertions on SLOs that are red in Gatling's own report. */
  private static List<String> koRows(Path runFolder) throws IOException {
    try (Stream<Path> files = Files.find(runFolder, 2, (file, _) -> file.endsWith("index.html"))) {
      Path report =
          files
              .findFirst()
              .orElseThrow(() -> new AssertionError("Gatling made no report in " + runFolder));
      return RED.matcher(Files.readString(report)).results().map(row -> row.group(1)).toList();
    }
  }

  /** Waits until the first line of progress: the stack is up and answers. */
  private static void awaitLoad(GatlingProcess run) throws InterruptedException {
    await(Duration.ofMinutes(3), run, () -> run.output().contains(" left\n"));
  }

  private static void await(Duration most, GatlingProcess run, BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + most + "; output so far:\n" + run.output());
      }
      Thread.sleep(100);
    }
  }
}

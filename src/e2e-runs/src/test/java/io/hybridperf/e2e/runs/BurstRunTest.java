package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Burst;

/** Real, short bursts on the embedded stack, each in a JVM of its own. */
@Tag("slow")
@Tag("stack")
@Isolated("starts real engines")
class BurstRunTest {
  private static final String[] SHORT = {
    "scale=0.005",
    "warmup=5s",
    "warmup-limit=5s",
    "duration=4s",
    "ramp=2s",
    "hold=4s",
    "cycles=1",
    "recall-sample=1"
  };

  private static final Pattern RED =
      Pattern.compile("class=\"error-col-1 ko total\">\\s*SLO / (.*?): count of");

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  @Test
  void aTargetBelowWhatIsMeasuredFailsTheRunAndTurnsItsRowRed() throws Exception {
    project.tighten(Burst.class, "p99 at the peak", "< 1 us");
    try (GatlingProcess run = project.start(Burst.class, SHORT)) {
      run.awaitLoad();
      ProcessHandle stack = run.stack();
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      // It may still be archiving its classes.
      run.await(Duration.ofMinutes(2), () -> !stack.isAlive());

      RunVerdict verdict = run.verdict();
      assertThat(verdict.status()).isIn("FAIL", "INVALID");
      assertThat(verdict.tier("p99 at the peak")).isEqualTo("FAIL");
      assertThat(verdict.tier("GPU utilisation")).isEqualTo("NOT MEASURED");
      assertThat(verdict.value("recall@k")).isGreaterThanOrEqualTo(0.95);
      assertThat(verdict.json().path("scale").asDouble()).isEqualTo(0.005);
      assertThat(verdict.json().path("environment").asText()).isEqualTo("embedded");
      assertThat(koRows(run.runFolder()))
          .contains("p99 at the peak, below 1 us", "verdict")
          .noneMatch(row -> row.startsWith("recall@k"));
      assertThat(run.runFolder())
          .isDirectoryContaining(file -> file.endsWith("response-time.hlog"));
      assertThat(run.json("run.json").path("status").asText()).isEqualToIgnoringCase("complete");
      assertThat(run.output()).contains("p99 at the peak", "0.005", "embedded");
    }
  }

  @Test
  void killingTheStackEndsTheRunWithClassifiedErrorsAndAFailure() throws Exception {
    try (GatlingProcess run = project.start(Burst.class, SHORT)) {
      run.awaitLoad();
      run.stack().destroyForcibly();

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).isIn("FAIL", "INVALID");
      assertThat(run.verdict().tier("error rate")).isEqualTo("FAIL");
      assertThat(Files.readString(run.runFolder().resolve("counters.jsonl")))
          .contains("UNAVAILABLE");
    }
  }

  @Test
  void ctrlCEndsTheRunWithAReportOfWhatWasMeasured() throws Exception {
    try (GatlingProcess run = project.startInGroup(Burst.class, SHORT)) {
      run.awaitLoad();
      List<ProcessHandle> everything = run.descendants();
      run.interruptGroup();

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).as(run.output()).isIn("INCOMPLETE", "INVALID");
      assertThat(run.json("run.json").path("status").asText()).isEqualToIgnoringCase("incomplete");
      assertThat(run.output())
          .contains("stopping: no new requests", "Run folder: ", "Reports generated");
      // The stack was there to the end.
      assertThat(Files.readString(run.runFolder().resolve("counters.jsonl")))
          .doesNotContain("UNAVAILABLE");
      run.await(Duration.ofMinutes(2), () -> everything.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void killingWhatStartedTheRunLeavesNothingRunning() throws Exception {
    try (GatlingProcess run = project.start(Burst.class, SHORT)) {
      run.awaitLoad();
      List<ProcessHandle> everything = run.descendants();
      assertThat(everything).hasSizeGreaterThan(2);

      run.killStarter();

      run.await(Duration.ofMinutes(2), () -> everything.stream().noneMatch(ProcessHandle::isAlive));
      assertThat(run.verdict().status()).isIn("INCOMPLETE", "INVALID");
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
    try (GatlingProcess run = project.start(Burst.class, property)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output().lines().filter(line -> line.startsWith("hybrid-perf: ")))
          .singleElement()
          .asString()
          .contains(expected);
      assertThat(run.output()).doesNotContain("\tat ");
    }
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
}

package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Burst;
import simulations.Capacity;

/** Searches for a capacity that is known, and runs scaled by one. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class CapacityRunTest {
  private static final double CAPACITY = 160;

  /** A pause of the machine delays a few; that half of all wait is an overload. */
  private static final String OVERLOAD =
      """
      slos."median response time" { metric = response-time-p50, must-pass = "< 60 ms" }
      """;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder).configure("environments/planted.conf", OVERLOAD);
  }

  @Test
  void aKnownCapacityIsFoundAndAGateThatLiesElsewhereFails() throws Exception {
    project
        .tighten(Capacity.class, "capacity", ">= 300 /s")
        .configure(
            "simulations/Capacity.conf",
            "slos.\"what it has\" { metric = capacity, must-pass = \">= 120 /s\" }");
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new BoundedAnswers(CAPACITY));
        GatlingProcess run =
            project.start(
                Capacity.class,
                coordinator,
                "qps=60",
                "peak=2000",
                "warmup=3s",
                "hold=3s",
                "duration=240s",
                "recall-sample=1")) {
      RunVerdict verdict = run.verdict();

      assertThat(run.exitStatus()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(verdict.status()).as(run.output()).isEqualTo("FAIL");
      assertThat(verdict.tier("capacity")).as(run.output()).isEqualTo("FAIL");
      assertThat(verdict.tier("what it has")).as(run.output()).isEqualTo("MUST-PASS");
      JsonNode found = run.json("findings.json").path("capacity");
      assertThat(found.path("bound").asText()).as(run.output()).isEqualTo("SYSTEM");
      // Never above what it is; a disturbed machine may miss a rate below it.
      double held = found.path("capacityPerSecond").asDouble();
      assertThat(held).as(run.output()).isBetween(0.75 * CAPACITY, 1.05 * CAPACITY);
      assertThat(found.path("missedPerSecond").asDouble() / held).isLessThanOrEqualTo(1.0501);
      assertThat(run.output()).contains("production point: ", "knee: ", " left\n");
      assertThat(run.json("run.json").path("status").asText()).isEqualToIgnoringCase("complete");
    }
  }

  @Test
  void aCapacityThatIsFoundScalesAnyRun() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new BoundedAnswers(CAPACITY));
        GatlingProcess run =
            project.start(
                Burst.class,
                coordinator,
                "scale=auto",
                // A comma for a point must not come into what is read again.
                "user.language=de",
                "user.country=DE",
                "qps=1000",
                "peak=2000",
                "warmup=2s",
                "duration=2s",
                "ramp=1s",
                "hold=3s",
                "cycles=1")) {
      double scale = run.verdict().json().path("scale").asDouble();

      // The search stops when it is within 25 %.
      assertThat(scale * 2000)
          .as(run.output())
          .isBetween(0.6 * 0.7 * CAPACITY, 0.6 * 1.1 * CAPACITY);
      assertThat(run.output()).contains("scale=auto: step-01", "(auto: 60 % of ");
      assertThat(run.json("run.json").path("parameters").path("scale").asText())
          .startsWith("auto: 60 % of ");
      assertThat(run.json("run.json").path("phases").path(2).path("arrivals").asDouble())
          .isGreaterThan(0);
    }
  }
}

package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.api.v1.StorageMode;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Comparison;

/** Comparisons of storages whose difference is known. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class ComparisonRunTest {
  private static final String[] SHORT = {
    "qps=120", "warmup=2s", "hold=1s", "cycles=6", "recall-sample=1"
  };

  @TempDir Path folder;

  private GatlingProcess start(FaultyCoordinator coordinator) {
    return Project.in(folder)
        .configure("environments/planted.conf", "slos.\"speed-up of p99\" { min-samples = 1 }")
        .start(Comparison.class, coordinator, SHORT);
  }

  @Test
  void aBaselineThatIsFasterFails() throws Exception {
    try (FaultyCoordinator coordinator =
            FaultyCoordinator.start(new FastBaseline(StorageMode.STORAGE_HYBRID));
        GatlingProcess run = start(coordinator)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      RunVerdict verdict = run.verdict();
      assertThat(verdict.status()).as(run.output()).isIn("FAIL", "INVALID");
      assertThat(verdict.tier("speed-up of p50")).isEqualTo("FAIL");
      assertThat(verdict.value("speed-up of p50")).isBetween(0.3, 0.7);
    }
  }

  @Test
  void aSlowerBaselinePassesByTheLowerEndOfTheInterval() throws Exception {
    try (FaultyCoordinator coordinator =
            FaultyCoordinator.start(new FastBaseline(StorageMode.STORAGE_NEO4J_ONLY));
        GatlingProcess run = start(coordinator)) {
      RunVerdict verdict = run.verdict();
      JsonNode p50 = run.json("findings.json").path("comparison").path("p50");

      assertThat(verdict.tier("speed-up of p50")).as(run.output()).isIn("MUST-PASS", "TARGET");
      assertThat(verdict.value("speed-up of p50")).isEqualTo(p50.path("low").asDouble());
      assertThat(p50.path("speedUp").asDouble()).isBetween(1.5, 2.1);
      assertThat(verdict.tier("recall@k of the baseline")).isEqualTo("MUST-PASS");
      assertThat(verdict.tier("speed-up of capacity")).isEqualTo("NOT MEASURED");
    }
  }

  @Test
  void aComparisonOfASystemWithItselfIsInvalid() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Liar(Liar.Lie.SAME_SYSTEM));
        GatlingProcess run = start(coordinator)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).as(run.output()).isEqualTo("INVALID");
      assertThat(run.verdict().tier("speed-up of p50")).isEqualTo("NOT MEASURED");
      assertThat(run.output()).contains("nothing was compared");
    }
  }

  @Test
  void aBaselineThatHoldsTwiceAsMuchFailsTheSpeedUpOfCapacity() throws Exception {
    Project project =
        Project.in(folder)
            .configure(
                "environments/planted.conf",
                "slos.\"median response time\" { metric = response-time-p50, must-pass = \"< 60 ms\" }");
    BoundedAnswers answers =
        new BoundedAnswers(storage -> storage == StorageMode.STORAGE_NEO4J_ONLY ? 320 : 160);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(answers);
        GatlingProcess run =
            project.start(
                Comparison.class,
                coordinator,
                "profile=capacity",
                "qps=120",
                "peak=2000",
                "warmup=2s",
                "hold=2s",
                "cycles=1",
                "duration=120s",
                "recall-sample=0.2")) {
      RunVerdict verdict = run.verdict();
      JsonNode found = run.json("findings.json").path("speed-up-capacity");

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(verdict.tier("speed-up of capacity")).as(run.output()).isEqualTo("FAIL");
      assertThat(verdict.value("speed-up of capacity")).isEqualTo(found.path("low").asDouble());
      assertThat(found.path("low").asDouble())
          .as(run.output())
          .isLessThanOrEqualTo(found.path("speedUp").asDouble());
      assertThat(found.path("speedUp").asDouble()).as(run.output()).isBetween(0.3, 0.8);
    }
  }
}

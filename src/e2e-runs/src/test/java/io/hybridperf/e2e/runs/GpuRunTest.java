package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Smoke;

/** Runs whose GPUs are as busy as a test makes them up. */
@Execution(ExecutionMode.CONCURRENT)
class GpuRunTest {
  private static final String[] SHORT = {"qps=100", "warmup=1s", "duration=4s", "recall-sample=0"};

  private static final String GATED =
      """
      slos."GPU utilisation" { gated = true, reason = null }
      slos."recall@k" { gated = false, reason = "not sampled" }
      gpu.every = 200ms
      """;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder).configure("environments/planted.conf", GATED);
  }

  private GatlingProcess start(FaultyCoordinator coordinator, String gpus) {
    project.configure("environments/planted.conf", "gpu." + gpus);
    return project.start(Smoke.class, coordinator, SHORT);
  }

  @Test
  void busyGpusReachTheTierOfTheirMeanOverAllMachines() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        PlantedMetrics two = PlantedMetrics.gpus(seconds -> 80, seconds -> 60);
        PlantedMetrics one = PlantedMetrics.gpus(seconds -> 55);
        GatlingProcess run =
            start(coordinator, "metrics-urls = [\"%s\", \"%s\"]".formatted(two.url(), one.url()))) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      // 65 % if each machine has as many readings as the other.
      assertThat(run.verdict().value("GPU utilisation")).isCloseTo(65, Offset.offset(2.0));
      assertThat(run.verdict().tier("GPU utilisation")).isEqualTo("TARGET");
      assertThat(run.output()).contains("GPU utilisation: 6");
      assertThat(Files.readString(run.runFolder().resolve("resources.jsonl")))
          .contains("\"side\":\"gpu-2\",\"metric\":\"gpu-utilisation-percent\",\"value\":55.0");
    }
  }

  @Test
  void idleGpusFailTheRun() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        PlantedMetrics idle = PlantedMetrics.gpus(seconds -> 12);
        GatlingProcess run = start(coordinator, "metrics-url = \"%s\"".formatted(idle.url()))) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("GPU utilisation")).isEqualTo("FAIL");
      assertThat(run.verdict().value("error rate")).isZero();
    }
  }

  @Test
  void gpusThatCannotBeReadAreNotMeasuredAndDoNotPass() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = start(coordinator, "metrics-url = \"http://127.0.0.1:1/metrics\"")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("GPU utilisation")).isEqualTo("NOT MEASURED");
      assertThat(run.verdict().slo("GPU utilisation").path("reason").asText())
          .contains("http://127.0.0.1:1/metrics does not answer");
    }
  }
}

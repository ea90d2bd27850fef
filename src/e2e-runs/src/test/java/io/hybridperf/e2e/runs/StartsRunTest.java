package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Smoke;

/** Several runs of a simulation that are judged together. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class StartsRunTest {
  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  /** As many answers as a p99 needs. */
  private static final String[] THREE_SHORT = {"runs=3", "qps=400", "warmup=1s", "duration=3s"};

  /** As long as it takes to interrupt one. */
  private static final String[] THREE = {"runs=3", "qps=100", "warmup=1s", "duration=12s"};

  @Test
  void threeStartsHaveAFolderEachAndOneVerdictWithTheSpreadBetweenThem() throws Exception {
    Path restarts = folder.resolve("restarts");
    project.configure(
        "environments/planted.conf",
        "hooks.restart = [\"sh\", \"-c\", \"echo again >> %s\"]".formatted(restarts));
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = project.start(Smoke.class, coordinator, THREE_SHORT)) {
      assertThat(run.exitStatus()).as(run.output()).isZero();

      JsonNode verdict = run.verdict().json();
      assertThat(run.verdict().status()).isEqualTo("PASS");
      assertThat(verdict.path("runs").findValuesAsText("folder"))
          .containsExactly("run-1", "run-2", "run-3");
      assertThat(run.verdict().slo("recall@k").path("starts")).hasSize(3);
      assertThat(run.verdict().slo("p99 response time").path("interval").path("high").asDouble())
          .isGreaterThanOrEqualTo(run.verdict().value("p99 response time"));
      assertThat(restarts).hasContent("again\nagain\nagain");
      for (int number = 1; number <= 3; number++) {
        assertThat(run.runFolder().resolve("run-" + number))
            .isDirectoryContaining("glob:**/run.json")
            .isDirectoryContaining("glob:**/verdict.json");
      }
      assertThat(run.output()).contains("run 3 of 3", "3 of 3 runs, judged together:");
    }
  }

  @Test
  void anInterruptEndsAllAndKeepsWhatWasMeasured() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = project.startInGroup(Smoke.class, coordinator, THREE)) {
      run.await(Duration.ofMinutes(2), () -> run.output().contains("run 2 of 3"));
      run.await(
          Duration.ofMinutes(2),
          () -> run.output().substring(run.output().indexOf("run 2 of 3")).contains(" left\n"));
      run.interruptGroup();

      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).isEqualTo("INCOMPLETE");
      assertThat(run.verdict().json().path("runs").findValuesAsText("verdict"))
          .containsExactly("PASS", "INCOMPLETE");
      assertThat(run.verdict().json().path("reasons").toString()).contains("2 of 3 runs were made");
      assertThat(run.output()).doesNotContain("run 3 of 3");
      assertThat(Files.exists(run.runFolder().resolve("run-3"))).isFalse();
      assertThat(run.descendants()).isEmpty();
    }
  }

  @Test
  void whatEndsTheFirstRunIsAMistakeOfAll() throws Exception {
    try (GatlingProcess run =
        project.start(Smoke.class, "env=planted", "target=127.0.0.1:1", "runs=2")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output())
          .contains("127.0.0.1:1")
          .contains("hybrid-perf: runs: the first run has not begun, for what it says above")
          .doesNotContain("run 2 of 2");
    }
  }

  @Test
  void aScaleThatIsSearchedForIsRefused() throws Exception {
    try (GatlingProcess run = project.start(Smoke.class, "runs=2", "scale=auto")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.MISTAKE);
      assertThat(run.output()).contains("hybrid-perf: scale=auto: each of runs=2 ");
    }
  }
}

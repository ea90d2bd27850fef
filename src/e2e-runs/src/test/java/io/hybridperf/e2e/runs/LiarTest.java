package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import simulations.Smoke;

/** A lie of each kind fails a whole run; what else is a lie, the suite's tests of answers say. */
@Execution(ExecutionMode.CONCURRENT)
class LiarTest {
  @TempDir Path folder;

  @Test
  void otherFilmsThanTheStoreWasLoadedWithMakeNoRun() throws Exception {
    Project project = Project.in(folder);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Liar(Liar.Lie.OTHER_STORE));
        GatlingProcess run =
            project.start(
                Smoke.class, coordinator, "qps=100", "warmup=1s", "duration=100s", "k=5")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).isEqualTo("INVALID");
      assertThat(run.output())
          .contains("hybrid-perf: the ground truth is not this store's: ")
          .doesNotContain("1:30 left", "\tat ");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER_FILMS, recall@k",
    "EMPTY_MESSAGES, wrong answers",
    "SWAPPED, wrong answers",
    "CLAIMED, wrong answers",
    "REFUSALS, shed rate",
  })
  void aLieFailsTheRun(Liar.Lie lie, String gate) throws Exception {
    Project project = Project.in(folder);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Liar(lie));
        GatlingProcess run =
            project.start(Smoke.class, coordinator, "qps=100", "warmup=1s", "duration=3s", "k=5")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().status()).isEqualTo("FAIL");
      assertThat(run.verdict().tier(gate)).as(run.output()).isEqualTo("FAIL");
    }
  }
}

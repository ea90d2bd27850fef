package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Audit;

/**
 * An audit of a system that does as it says, and of one that does not: what is in the answers. What
 * is found of their times is tested in simulated time, with the analyses.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class AuditRunTest {
  private static final List<String> ROWS =
      List.of(
          "hits that cannot be",
          "scores that are not the vectors'",
          "flags against what is seen",
          "stage times that cannot be",
          "recall of unknown queries");

  @TempDir Path folder;

  private GatlingProcess start(FaultyCoordinator coordinator) {
    return Project.in(folder)
        .start(
            Audit.class,
            coordinator,
            "qps=20",
            "warmup=1s",
            "hold=1s",
            "cycles=6",
            "recall-sample=1");
  }

  @Test
  void nothingIsFoundOfWhoDoesAsItSays() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Impostor(false));
        GatlingProcess run = start(coordinator)) {
      RunVerdict verdict = run.verdict();

      assertThat(ROWS)
          .allSatisfy(row -> assertThat(verdict.tier(row)).as(run.output()).isEqualTo("MUST-PASS"));
      assertThat(verdict.value("recall of unknown queries")).isEqualTo(1);
      assertThat(run.output())
          .contains("another seed than 42: ")
          .doesNotContain("\nwrong answers: ");
    }
  }

  @Test
  void eachLieFailsARowOfItsOwnAndIsNamed() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Impostor(true));
        GatlingProcess run = start(coordinator)) {
      RunVerdict verdict = run.verdict();

      assertThat(run.exitStatus()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(ROWS)
          .allSatisfy(row -> assertThat(verdict.tier(row)).as(run.output()).isEqualTo("FAIL"));
      assertThat(run.output())
          .contains(
              "TOO_FEW_HITS ",
              "DUPLICATE ",
              "UNSORTED ",
              "OTHER_SCORE ",
              "IMPOSSIBLE_TIMES ",
              "FALSELY_DEGRADED ",
              "RESULT_CACHE_NOT_BYPASSED ",
              "WRONG_STRATEGY ");
    }
  }
}

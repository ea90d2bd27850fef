package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Audit;

/** An audit of a system that does as it says, and of one that does not. */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
class AuditRunTest {
  private static final String[] SHORT = {
    "qps=100", "warmup=1s", "hold=2s", "cycles=6", "recall-sample=1"
  };

  @TempDir Path folder;

  private GatlingProcess start(FaultyCoordinator coordinator) {
    return Project.in(folder)
        .configure(
            "environments/planted.conf",
            "slos.\"another seed's p99\" { gated = false, reason = \"a test machine\" }")
        .start(Audit.class, coordinator, SHORT);
  }

  @Test
  void whoDoesAsItSaysPasses() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Impostor(false));
        GatlingProcess run = start(coordinator)) {
      RunVerdict verdict = run.verdict();

      assertThat(verdict.status()).as(run.output()).isEqualTo("PASS");
      assertThat(verdict.value("hidden caching")).isBetween(0.8, 1.1);
      assertThat(verdict.value("another seed's median time")).isBetween(0.8, 1.05);
      assertThat(verdict.value("recall of unknown queries")).isEqualTo(1);
      assertThat(run.output())
          .contains("another seed than 42: ")
          .containsPattern("repeated (simple|hybrid|complex) queries, caches bypassed: [01]\\.");
    }
  }

  @Test
  void eachLieFailsARowOfItsOwnAndIsNamed() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Impostor(true));
        GatlingProcess run = start(coordinator)) {
      RunVerdict verdict = run.verdict();

      assertThat(run.exitStatus()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(verdict.status()).as(run.output()).isEqualTo("FAIL");
      assertThat(
              new String[] {
                "hidden caching",
                "another seed's median time",
                "recall of unknown queries",
                "hits that cannot be",
                "scores that are not the vectors'",
                "flags against what is seen",
                "stage times that cannot be"
              })
          .allSatisfy(row -> assertThat(verdict.tier(row)).as(row).isEqualTo("FAIL"));
      assertThat(verdict.value("hidden caching")).isBetween(1.5, 4.5);
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

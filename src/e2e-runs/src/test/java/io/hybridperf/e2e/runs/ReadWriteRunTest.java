package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.BindableService;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.ReadWrite;

/** That what was acknowledged is there decides {@link ReadWrite}. */
@Execution(ExecutionMode.CONCURRENT)
class ReadWriteRunTest {
  private static final String LOST = "acknowledged writes lost";
  private static final String STALE = "writes not seen when promised";

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void judgeWhatAnswersSay() {
    project =
        Project.in(folder)
            .configure(
                "environments/planted.conf",
                """
                slos."p99 of simple queries" { gated = false, reason = "a test machine" }
                slos."p99 of hybrid queries" { gated = false, reason = "a test machine" }
                slos."p99 of complex queries" { gated = false, reason = "a test machine" }
                slos."error rate of writes" { min-samples = 10 }
                """);
  }

  @Test
  void passesWhereEveryWriteIsThere() throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run = against(coordinator)) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value(LOST)).isZero();
      assertThat(run.verdict().value(STALE)).isZero();
      assertThat(run.verdict().slo(STALE).path("samples").asLong()).isGreaterThan(20);
      assertThat(run.json("findings.json").at("/writes/acknowledgedEvents").asLong())
          .isGreaterThan(20);
    }
  }

  @Test
  void failsIfWhatWasReadOnceIsGoneAtTheEnd() throws Exception {
    assertFails(new Forgetful(), LOST, STALE);
  }

  @Test
  void failsIfAWriteIsSeenLaterThanPromised() throws Exception {
    assertFails(new Late(), STALE, LOST);
  }

  private void assertFails(BindableService faulty, String failed, String passed) throws Exception {
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(faulty);
        GatlingProcess run = against(coordinator)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier(failed)).isEqualTo("FAIL");
      assertThat(run.verdict().value(failed)).isPositive();
      assertThat(run.verdict().value(passed)).isZero();
    }
  }

  private GatlingProcess against(FaultyCoordinator coordinator) {
    return project.start(
        ReadWrite.class, coordinator, "qps=200", "warmup=1s", "duration=4s", "recall-sample=1");
  }
}

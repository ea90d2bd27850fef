package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Smoke;

/** What the tests of planted faults stand on: without a fault, no gate closes. */
@Execution(ExecutionMode.CONCURRENT)
class HonestAnswersTest {
  @TempDir Path folder;

  @Test
  void aCoordinatorWithoutAFaultAnswersEveryQueryRight() throws Exception {
    Project project = Project.in(folder);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            project.start(Smoke.class, coordinator, "qps=100", "warmup=1s", "duration=7s", "k=5")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("recall@k")).isCloseTo(1, within(0.001));
      assertThat(run.verdict().value("error rate")).isZero();
      assertThat(run.output())
          .containsPattern(
              "steady +\\d+/s OK \\| p50 +\\d+\\.\\d\\d ms  p99 +\\d+\\.\\d\\d ms \\| errors 0  shed 0  in flight \\d+"
                  + " \\| lag p99 \\d+\\.\\d\\d ms \\| 0:0\\d left");
    }
  }
}

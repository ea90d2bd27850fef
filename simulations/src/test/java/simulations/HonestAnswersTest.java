package simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tests of planted faults stand on: without a fault, no gate closes. */
class HonestAnswersTest {
  @TempDir Path folder;

  @Test
  void aCoordinatorWithoutAFaultAnswersEveryQueryRight() throws Exception {
    Project project =
        Project.in(folder)
            .configure(
                "environments/planted.conf",
                """
                slos."p99 at the peak" { gated = false, reason = "a test machine" }
                slos."throughput at the peak" { gated = false, reason = "too short" }
                slos."throughput at the base rate" { gated = false, reason = "too short" }
                """);
    try (FaultyCoordinator coordinator = FaultyCoordinator.start(new HonestAnswers());
        GatlingProcess run =
            project.start(
                Burst.class,
                coordinator,
                "qps=100",
                "peak=200",
                "warmup=1s",
                "duration=1s",
                "ramp=1s",
                "hold=1s",
                "cycles=1",
                "recall-sample=1")) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("recall@10")).isCloseTo(1, within(0.001));
      assertThat(run.verdict().value("error rate")).isZero();
    }
  }
}

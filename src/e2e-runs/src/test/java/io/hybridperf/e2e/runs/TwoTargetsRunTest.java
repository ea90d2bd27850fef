package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import simulations.Burst;
import simulations.Comparison;
import simulations.HybridSearch;

/** Two deployments in one run, in turns. */
@Tag("slow")
@Isolated("judges times")
class TwoTargetsRunTest {
  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project = Project.in(folder);
  }

  /** It does the same, and ten milliseconds of work beside. */
  private static HonestAnswers slower() {
    return new HonestAnswers() {
      private volatile long work;

      @Override
      public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
        while (System.nanoTime() < end) {
          work = 31 * work + end;
        }
        super.search(request, observer);
      }
    };
  }

  @Test
  void aTargetThatDoesMoreWorkIsARegressionAndFailsTheRun() throws Exception {
    try (FaultyCoordinator fast = FaultyCoordinator.start(new HonestAnswers());
        FaultyCoordinator slow = FaultyCoordinator.start(slower());
        GatlingProcess run =
            project.start(
                HybridSearch.class,
                slow,
                "against=" + fast.target(),
                "qps=15",
                "pairs=6",
                "warmup=3s",
                "duration=12s")) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().value("no regression")).isPositive();
      assertThat(run.output())
          .containsPattern("response-time-p50 of target against against: .*x \\[.*]  REGRESSION");
      assertThat(run.verdict().value("wrong answers")).isZero();
      assertThat(run.json("findings.json").findPath("response-time-p50").path("value").asDouble())
          .isGreaterThan(1.5);
    }
  }

  @Test
  void theOtherWayRoundItIsBetter() throws Exception {
    project.configure("environments/planted.conf", "live.port = 0");
    try (FaultyCoordinator fast = FaultyCoordinator.start(new HonestAnswers());
        FaultyCoordinator slow = FaultyCoordinator.start(slower());
        GatlingProcess run =
            project
                .configure("environments/old.conf", "target = \"%s\"".formatted(slow.target()))
                .start(
                    Burst.class,
                    fast,
                    "against=old",
                    "pairs=6",
                    "qps=10",
                    "peak=15",
                    "warmup=3s",
                    "hold=12s",
                    "duration=5s",
                    "cycles=1",
                    "live=on")) {
      assertThat(run.verdict().status()).as(run.output()).isIn("PASS", "FAIL");
      assertThat(run.output()).contains("live: http://127.0.0.1:");
      assertThat(run.output())
          .containsPattern("response-time-p50 of target against against: 0\\..*x \\[.*]  better");
    }
  }

  @Test
  void whatCannotBeComparedIsOneLine() throws Exception {
    try (FaultyCoordinator one = FaultyCoordinator.start(new HonestAnswers());
        FaultyCoordinator liar = FaultyCoordinator.start(new Liar(Liar.Lie.OTHER_STORE));
        GatlingProcess otherStore =
            project.start(HybridSearch.class, one, "against=" + liar.target(), "qps=10");
        GatlingProcess unknown = project.start(HybridSearch.class, one, "against=stagin");
        GatlingProcess embedded = project.start(HybridSearch.class, "against=" + one.target());
        GatlingProcess itself =
            project.start(Comparison.class, one, "against=" + one.target() + ",127.0.0.1:1")) {
      assertThat(embedded.exitStatus()).as(embedded.output()).isEqualTo(Project.MISTAKE);
      assertThat(embedded.output()).contains("hybrid-perf: against=", "-Dtarget=host:port");
      assertThat(itself.exitStatus()).as(itself.output()).isEqualTo(Project.MISTAKE);
      assertThat(itself.output()).contains("2 addresses against 1 of the target");
      assertThat(unknown.exitStatus()).as(unknown.output()).isEqualTo(Project.MISTAKE);
      assertThat(unknown.output())
          .contains(
              "hybrid-perf: against=stagin: there is no config/environments/stagin.conf; did you mean 'staging'?");
      assertThat(otherStore.exitStatus())
          .as(otherStore.output())
          .isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(otherStore.verdict().status()).isEqualTo("INVALID");
      assertThat(otherStore.output())
          .contains("the ground truth is not this store's: ", "(%s)".formatted(liar.target()));
    }
  }
}

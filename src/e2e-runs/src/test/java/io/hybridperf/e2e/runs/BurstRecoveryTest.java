package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import simulations.Burst;

/** Bursts on coordinators that recover, or do not. */
@Execution(ExecutionMode.CONCURRENT)
class BurstRecoveryTest {
  private static final String[] JUMP = {
    "profile=jump",
    "qps=100",
    "peak=400",
    "warmup=2s",
    "duration=6s",
    "hold=3s",
    "cycles=1",
    "recall-sample=0"
  };
  private static final double TOO_MUCH = 250;

  @TempDir Path folder;
  private Project project;

  @BeforeEach
  void copyConfiguration() {
    project =
        Project.in(folder)
            .configure(
                "environments/planted.conf",
                """
                slos."p99 at the peak" { gated = false, reason = "a test machine" }
                slos."throughput at the peak" { gated = false, reason = "too short" }
                slos."throughput at the base rate" { gated = false, reason = "too short" }
                slos."peak to baseline" { gated = false, reason = "a test machine" }
                slos."recall@k" { gated = false, reason = "not sampled" }
                slos."recovery time".must-pass = "< 4 s"
                recovery { p99 = 1500ms, limit = 4s }
                """);
  }

  /**
   * Takes three seconds an answer while it is asked too much, and a while after; or refuses then.
   */
  private static final class Overloadable extends HonestAnswers implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final long sickNanos;
    private final boolean sheds;
    private long second = System.nanoTime();
    private long asked;
    private long sickUntil = System.nanoTime();

    Overloadable(long sickSeconds, boolean sheds) {
      this.sickNanos = TimeUnit.SECONDS.toNanos(sickSeconds);
      this.sheds = sheds;
    }

    private synchronized boolean isTooMuch() {
      long now = System.nanoTime();
      if (now - second > 1_000_000_000) {
        if (asked > TOO_MUCH) {
          sickUntil = now + sickNanos;
        }
        second = now;
        asked = 0;
      }
      asked++;
      return now - sickUntil < 0;
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
      if (!isTooMuch()) {
        super.search(request, observer);
      } else if (sheds) {
        observer.onError(Status.RESOURCE_EXHAUSTED.asRuntimeException());
      } else {
        var _ = timer.schedule(() -> super.search(request, observer), 3, TimeUnit.SECONDS);
      }
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }

  @Test
  void aSystemThatRecoversTooSlowlyFailsItsRecoveryGate() throws Exception {
    try (Overloadable slow = new Overloadable(60, false);
        FaultyCoordinator coordinator = FaultyCoordinator.start(slow);
        GatlingProcess run = project.start(Burst.class, coordinator, JUMP)) {
      assertThat(run.exitStatus()).as(run.output()).isEqualTo(Project.ASSERTIONS_FAILED);
      assertThat(run.verdict().tier("recovery time")).isEqualTo("FAIL");
      assertThat(run.verdict().value("peak to baseline")).isGreaterThan(2);
      assertThat(run.verdict().tier("error rate")).isEqualTo("STRETCH");
      assertThat(run.output()).contains("peak: p99", "NOT within target again in the 6 s observed");
    }
  }

  @Test
  void aSystemThatShedsAndRecoversPassesAndWhatItShedIsCountedApart() throws Exception {
    try (Overloadable quick = new Overloadable(1, true);
        FaultyCoordinator coordinator = FaultyCoordinator.start(quick);
        GatlingProcess run = project.start(Burst.class, coordinator, JUMP)) {
      assertThat(run.exitStatus()).as(run.output()).isZero();
      assertThat(run.verdict().value("recovery time")).isLessThan(4);
      assertThat(run.verdict().value("error rate")).isZero();
      assertThat(run.output()).containsPattern("answers: \\d+ OK, 0 errors, [1-9]\\d* shed");
    }
  }
}

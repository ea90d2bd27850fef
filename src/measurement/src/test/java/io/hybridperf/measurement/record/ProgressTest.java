package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {

  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .warmUp(10, Duration.ofSeconds(1))
          .constant("steady", 10, Duration.ofSeconds(10))
          .plan();
  private final ManualClock clock = new ManualClock();

  @TempDir private Path folder;

  private RunRecorder open() {
    return RunRecorder.open(new RunFolder(folder), new ArrivalClock(plan, clock.nanoTime()), clock);
  }

  @Test
  void progressShowsAllThatHappenedSinceItWasLastAskedForAndTotals() {
    try (RunRecorder recorder = open()) {
      recorder.arrivals().started(0, clock.nanoTime());
      for (int n = 0; n < 20; n++) {
        recorder.writer().sent(1, "simple");
        recorder.writer().record(1, "simple", n < 15 ? "OK" : "UNAVAILABLE", MILLI, MILLI, 0);
      }
      recorder.writer().sent(1, "simple");
      recorder.writer().record(1, "simple", "RESOURCE_EXHAUSTED", MILLI, MILLI, 0);
      recorder.writer().sent(1, "simple");
      clock.advanceNanos(2 * SECOND);
      recorder.flush();

      ProgressSnapshot progress = recorder.progress();
      assertThat(progress.phase()).isEqualTo("steady");
      assertThat(progress.answersPerSecond()).isEqualTo(7.5);
      assertThat(progress.errors()).isEqualTo(5);
      assertThat(progress.shed()).isEqualTo(1);
      assertThat(progress.inFlight()).isEqualTo(1);
      assertThat(progress.responseP99Nanos()).isBetween(MILLI, MILLI + 1000);
      assertThat(progress.remaining()).isEqualTo(Duration.ofSeconds(9));

      failed(recorder, 300);
      clock.advanceNanos(SECOND);
      recorder.flush();
      failed(recorder, 1);
      clock.advanceNanos(SECOND);
      recorder.flush();
      ProgressSnapshot next = recorder.progress();
      assertThat(next.errors()).isEqualTo(301);
      assertThat(next.errorsInAll()).isEqualTo(306);
      assertThat(next.shed()).isZero();
      assertThat(next.shedInAll()).isEqualTo(1);
      assertThat(next.answersPerSecond()).isZero();
      assertThat(recorder.progress().errors()).isZero();
    }
  }

  @Test
  void whoWaitsForNothingIsInTheProgress() {
    try (RunRecorder recorder = open()) {
      recorder.arrivals().started(0, clock.nanoTime());
      for (int n = 0; n < 200; n++) {
        boolean ok = n >= 3;
        long nanos = ok ? MILLI : SECOND;
        recorder.writer().sent(1, "simple");
        recorder.writer().record(1, "simple", ok ? "OK" : "DEADLINE_EXCEEDED", nanos, nanos, 0);
      }
      failed(recorder, 100);
      clock.advanceNanos(2 * SECOND);
      recorder.flush();

      ProgressSnapshot progress = recorder.progress();
      assertThat(progress.responseP99Nanos()).isBetween(SECOND, SECOND + 1_000_000);
      assertThat(progress.responseP50Nanos()).isBetween(MILLI, MILLI + 1_000);
    }
  }

  private static void failed(RunRecorder recorder, int n) {
    for (int i = 0; i < n; i++) {
      recorder.writer().sent(1, "simple");
      recorder.writer().record(1, "simple", "INTERNAL", MILLI, MILLI, 0);
    }
  }
}

package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlowestCallsTest {
  private static final int CALLS = 5_000;

  @TempDir private Path path;

  private static SlowCall call(String phase, String label, long nanos, boolean traced, int n) {
    return new SlowCall(
        phase,
        label,
        "OK",
        n,
        nanos,
        nanos - 1,
        1,
        "127.0.0.1:50051",
        "query " + n,
        traced ? String.format(Locale.ROOT, "%032x", n + 1) : "",
        Map.of("stage.vector", nanos / 2));
  }

  private static void offer(SlowestCalls slowest, SlowCall call) {
    SlowestCalls.Kind kind = slowest.of(call.phase(), call.label());
    if (kind.takes(call.responseNanos(), call.traced())) {
      kind.add(call);
    }
  }

  @Test
  void theTenSlowestOfEachPhaseAndTypeAreKeptAndTheTenSlowestOfThoseTraced() {
    SplittableRandom random = new SplittableRandom(7);
    SlowestCalls slowest = new SlowestCalls();
    List<SlowCall> all = new ArrayList<>();
    for (int n = 0; n < CALLS; n++) {
      String phase = n < CALLS / 2 ? "baseline" : "peak";
      SlowCall call =
          call(
              phase,
              n % 3 == 0 ? "hybrid" : "simple",
              random.nextLong(1_000_000_000),
              random.nextInt(50) == 0,
              n);
      all.add(call);
      offer(slowest, call);
    }
    List<SlowCall> expected = new ArrayList<>();
    for (String phase : List.of("baseline", "peak")) {
      for (String label : List.of("hybrid", "simple")) {
        List<SlowCall> sorted =
            all.stream()
                .filter(call -> call.phase().equals(phase) && call.label().equals(label))
                .sorted(Comparator.comparingLong(SlowCall::responseNanos).reversed())
                .toList();
        List<SlowCall> traced = sorted.stream().filter(SlowCall::traced).limit(10).toList();
        List<SlowCall> ten = sorted.subList(0, 10);
        expected.addAll(
            sorted.stream().filter(call -> ten.contains(call) || traced.contains(call)).toList());
      }
    }

    assertThat(slowest.kept()).isEqualTo(expected);
    assertThat(expected).hasSizeBetween(41, 80);
    assertThat(SlowestCalls.among(all)).isEqualTo(expected);
  }

  @Test
  void theSlowestTracedSinceTheLastQuestionIsAnExampleOnce() {
    SlowestCalls slowest = new SlowestCalls();
    offer(slowest, call("peak", "simple", 900, false, 1));
    offer(slowest, call("peak", "simple", 500, true, 2));
    offer(slowest, call("peak", "simple", 700, true, 3));

    assertThat(slowest.takeRecent()).extracting(SlowCall::responseNanos).containsExactly(700L);
    assertThat(slowest.takeRecent()).isEmpty();
    offer(slowest, call("peak", "simple", 100, true, 4));
    assertThat(slowest.takeRecent()).extracting(SlowCall::responseNanos).containsExactly(100L);
  }

  @Test
  void theyAreInTheFolderAndBoundToTheRun() throws IOException {
    RunFolder folder = new RunFolder(path);
    ArrivalPlan plan = LoadProfile.empty().constant("peak", 1, Duration.ofSeconds(1)).plan();
    RunInfo info = RunInfo.starting("Test", "test", 1, "must-pass", 1, plan);
    ManualClock clock = new ManualClock();
    SlowCall call = call("peak", "simple", 900, true, 1);
    try (RunRecorder recorder =
        RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock)) {
      offer(recorder.slowest(), call);
    }
    Digests.seal(folder, info.ended(RunStatus.COMPLETE, Instant.now()));

    assertThat(SlowCall.read(folder)).containsExactly(call);
    assertThat(RunLog.read(folder).damage()).isEmpty();
    Files.writeString(
        folder.slowestCalls(), Files.readString(folder.slowestCalls()).replace("900", "100"));
    assertThat(RunLog.read(folder).damage())
        .hasValueSatisfying(damage -> assertThat(damage).contains("slowest-calls.jsonl"));
  }

  @Test
  void aFolderWithoutThemIsWhole() throws IOException {
    RunFolder folder = new RunFolder(path);
    ArrivalPlan plan = LoadProfile.empty().constant("peak", 1, Duration.ofSeconds(1)).plan();
    ManualClock clock = new ManualClock();
    try (RunRecorder recorder =
        RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock)) {
      recorder.flush();
    }
    Digests.seal(
        folder,
        RunInfo.starting("Test", "test", 1, "must-pass", 1, plan)
            .ended(RunStatus.COMPLETE, Instant.now()));

    assertThat(Files.exists(folder.slowestCalls())).isFalse();
    assertThat(SlowCall.read(folder)).isEmpty();
    assertThat(RunLog.read(folder).damage()).isEmpty();
  }

  @Test
  void aTracesIdIsOne() {
    assertThatThrownBy(() ->
            new SlowCall("p", "l", "OK", 1, 1, 1, 1, "t", "q", "javascript:alert(1)", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("trace");
  }
}

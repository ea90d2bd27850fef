package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.Series;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done to a folder while a run records into it. */
class FolderInPlaceTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .warmUp(10, Duration.ofSeconds(1))
          .constant("steady", 10, Duration.ofSeconds(10))
          .plan();
  private final ManualClock clock = new ManualClock();

  @TempDir private Path parent;

  private RunFolder folder = new RunFolder(Path.of("unset"));

  @BeforeEach
  void describeRun() throws Exception {
    folder = new RunFolder(Files.createDirectory(parent.resolve("run")));
    RunInfo.starting("Test", "test", 1, "must-pass", 1, plan).writeTo(folder);
  }

  private RunRecorder open() {
    return RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock);
  }

  @Test
  void aFolderThatIsRemovedUnderTheRunIsSaidAndNothingIsWrittenAnyMore() throws Exception {
    RunRecorder recorder = open();
    recorder.writer().record(1, "simple", "OK", MILLI, MILLI, 0);
    clock.advanceNanos(SECOND);
    Files.delete(folder.counters());

    assertThatThrownBy(recorder::flush)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the run's folder was removed");
    long size = Files.size(folder.log(Series.RESPONSE_TIME));
    recorder.writer().record(1, "simple", "OK", MILLI, MILLI, 0);
    clock.advanceNanos(SECOND);
    recorder.flush();
    recorder.close();

    assertThat(folder.log(Series.RESPONSE_TIME)).hasSize(size);
  }

  @Test
  void aFolderThatIsReplacedUnderTheRunIsNotTakenForItsOwn() throws Exception {
    RunRecorder recorder = open();
    recorder.writer().record(1, "simple", "OK", MILLI, MILLI, 0);
    clock.advanceNanos(SECOND);
    Path own = folder.path().resolveSibling("own");
    Files.move(folder.path(), own);
    Files.createDirectories(folder.path());
    Files.copy(own.resolve("counters.jsonl"), folder.counters());

    assertThatThrownBy(recorder::flush)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the run's folder was replaced by another");
    recorder.close();
  }

  @Test
  void aFileInTheFoldersPlaceIsSaid() throws Exception {
    RunRecorder recorder = open();
    recorder.writer().record(1, "simple", "OK", MILLI, MILLI, 0);
    clock.advanceNanos(SECOND);
    Files.move(folder.path(), folder.path().resolveSibling("own"));
    Files.createFile(folder.path());

    assertThatThrownBy(recorder::flush)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("the run's folder was removed");
    recorder.close();
  }
}

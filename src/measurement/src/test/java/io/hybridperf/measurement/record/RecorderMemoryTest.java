package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.Series;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recorder keeps does not depend on how long it records: in simulated time. */
class RecorderMemoryTest {
  private static final long SECOND = 1_000_000_000;
  private static final String[] LABELS = {"simple", "hybrid", "complex"};

  /** Half a kilobyte for each of the 540 intervals between the two looks would be more. */
  private static final long TOLERANCE_BYTES = 256 << 10;

  private final ManualClock clock = new ManualClock();

  @Test
  void aRecorderKeepsAfterTenMinutesWhatItKeptAfterOne(@TempDir Path folder) {
    ArrivalPlan plan = LoadProfile.empty().constant("steady", 100, Duration.ofMinutes(10)).plan();
    try (RunRecorder recorder =
        RunRecorder.open(new RunFolder(folder), new ArrivalClock(plan, clock.nanoTime()), clock)) {
      record(recorder, 60);
      long afterOneMinute = usedBytes();

      record(recorder, 9 * 60);

      assertThat(usedBytes() - afterOneMinute).isLessThan(TOLERANCE_BYTES);
    }
  }

  private void record(RunRecorder recorder, int seconds) {
    SampleWriter writer = recorder.writer();
    for (int second = 0; second < seconds; second++) {
      for (int n = 0; n < 100; n++) {
        String label = LABELS[n % LABELS.length];
        String status = n % 10 == 0 ? "UNAVAILABLE" : "OK";
        writer.sent(0, label);
        writer.record(0, label, status, 1_000_000L * n, 2_000_000L * n, 1_000L * second);
        writer.value(Series.STAGE_VECTOR, 0, label, status, 300_000L + n);
      }
      clock.advanceNanos(SECOND);
      recorder.flush();
    }
  }

  /** The least of several looks, since a collector need not take everything at once. */
  private static long usedBytes() {
    return LongStream.range(0, 5)
        .map(_ -> {
          System.gc();
          return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        })
        .min()
        .orElseThrow();
  }
}

package io.hybridperf.measurement.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Tag;
import io.hybridperf.measurement.run.TargetCounts;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogProcessor;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecorderTest {

  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;
  // No list, which would allocate an iterator.
  private static final String[] LABELS = {"simple", "hybrid"};

  /** As many flushes as each thread sees at least while it records. */
  private static final int FLUSHES_BETWEEN = 4;

  private static final String RECALL = Series.recallAt(10);
  private static final String[] FOUND = {Series.STAGE_VECTOR, RECALL};
  private static final long[] FOUND_VALUES = {300_000, 950_000};

  private final ArrivalPlan plan =
      LoadProfile.empty()
          .warmUp(10, Duration.ofSeconds(1))
          .constant("steady", 10, Duration.ofSeconds(10))
          .plan();
  private final ManualClock clock = new ManualClock();

  @TempDir private Path folderPath;

  private RunFolder folder = new RunFolder(Path.of("unset"));

  @BeforeEach
  void describeRun() {
    folder = new RunFolder(folderPath);
    RunInfo.starting("Test", "test", 1, "must-pass", 1, plan).writeTo(folder);
  }

  private RunRecorder open() {
    return RunRecorder.open(folder, new ArrivalClock(plan, clock.nanoTime()), clock);
  }

  private RunLog log() {
    return RunLog.read(folder);
  }

  private static void answered(
      RunRecorder recorder, String label, String status, long service, long response, long lag) {
    recorder.writer().sent(1, label);
    recorder.writer().record(1, label, status, service, response, lag);
  }

  @Test
  void hdrHistogramsOwnReaderReadsTheLogs() throws Exception {
    try (RunRecorder recorder = open()) {
      answered(recorder, "simple", "OK", MILLI, 3 * MILLI, 2 * MILLI);
      answered(recorder, "simple", "UNAVAILABLE", MILLI, MILLI, 0);
      clock.advanceNanos(SECOND);
      recorder.flush();
      answered(recorder, "simple", "OK", MILLI, 5 * MILLI, 4 * MILLI);
      clock.advanceNanos(SECOND);
    }

    List<String> seen = new ArrayList<>();
    try (HistogramLogReader reader =
        new HistogramLogReader(folder.log(Series.RESPONSE_TIME).toFile())) {
      for (EncodableHistogram each = reader.nextIntervalHistogram();
          each != null;
          each = reader.nextIntervalHistogram()) {
        Histogram histogram = (Histogram) each;
        seen.add(
            String.format(
                Locale.ROOT,
                "%s %d+%dms n=%d max=%.1fms",
                each.getTag(),
                each.getStartTimeStamp() - clock.epochMillis(),
                each.getEndTimeStamp() - each.getStartTimeStamp(),
                histogram.getTotalCount(),
                histogram.getMaxValue() / 1e6));
      }
    }
    assertThat(seen)
        .containsExactly(
            "steady/simple/OK 0+1000ms n=1 max=3.0ms",
            "steady/simple/UNAVAILABLE 0+1000ms n=1 max=1.0ms",
            "steady/simple/OK 1000+1000ms n=1 max=5.0ms");
  }

  /** What a person would start as {@code java -cp HdrHistogram.jar .. -i response-time.hlog}. */
  @Test
  void hdrHistogramsOwnProcessorMakesATableOfTheLogs() throws Exception {
    try (RunRecorder recorder = open()) {
      for (int millis = 1; millis <= 100; millis++) {
        answered(recorder, "simple", "OK", millis * MILLI, millis * MILLI, 0);
        answered(recorder, "hybrid", "OK", MILLI, MILLI, 0);
        if (millis % 50 == 0) {
          clock.advanceNanos(SECOND);
          recorder.flush();
        }
      }
    }
    Path table = folderPath.resolve("processed");

    HistogramLogProcessor processor =
        new HistogramLogProcessor(
            new String[] {
              "-i",
              folder.log(Series.RESPONSE_TIME).toString(),
              "-tag",
              "steady/simple/OK",
              "-outputValueUnitRatio",
              "1000000",
              "-csv",
              "-o",
              table.toString()
            });
    processor.start();
    processor.join();

    // Interval: count, median, p90, maximum; and the same of all until then, in milliseconds.
    assertThat(Files.readAllLines(table).stream().skip(3))
        .containsExactly(
            "1.000,50,25.002,45.023,50.004,50,25.002,45.023,50.004,50.004,50.004,50.004",
            "2.000,50,75.039,95.027,100.008,100,50.004,90.046,99.025,100.008,100.008,100.008");
    assertThat(Files.readAllLines(table.resolveSibling("processed.hgrm")))
        .anyMatch(line -> line.matches("50\\.0.*,0\\.50*,50,.*"))
        .anyMatch(line -> line.matches("100\\.0.*,100,.*"));
  }

  @Test
  void ourReaderSeesWhatWasRecorded() {
    try (RunRecorder recorder = open()) {
      SampleWriter writer = recorder.writer();
      answered(recorder, "hybrid", "OK", 7 * MILLI, 9 * MILLI, 2 * MILLI);
      writer.value(Series.STAGE_VECTOR, 1, "hybrid", "OK", 3 * MILLI);
      writer.value(RECALL, 1, "hybrid", "OK", 900_000);
      writer.dropped(0, "hybrid");
      clock.advanceNanos(SECOND);
    }

    assertThat(log().intervals())
        .extracting(LoggedInterval::series)
        .containsExactlyInAnyOrder(
            Series.RESPONSE_TIME,
            Series.SERVICE_TIME,
            Series.DISPATCH_LAG,
            Series.STAGE_VECTOR,
            RECALL);
    LoggedInterval recall =
        log().intervals().stream()
            .filter(each -> each.series().equals(RECALL))
            .findFirst()
            .orElseThrow();
    assertThat(recall.histogram().getMean()).isBetween(899_000.0, 901_000.0);
    assertThat(log().baseEpochSeconds()).isEqualTo(clock.epochMillis() / 1e3);
    Counters line = log().counters().getFirst();
    assertThat(line.sent()).containsExactlyEntriesOf(Map.of(Tag.parse("steady/hybrid"), 1L));
    assertThat(line.answered()).containsExactlyEntriesOf(Map.of(Tag.parse("steady/hybrid/OK"), 1L));
    assertThat(line.dropped()).containsExactlyEntriesOf(Map.of(Tag.parse("warm-up/hybrid"), 1L));
  }

  @Test
  void namesThatTheFormatDoesNotAllowAreMadeFit() {
    try (RunRecorder recorder = open()) {
      answered(recorder, "my type, a/b", "OK", 1, 1, 0);
      clock.advanceNanos(SECOND);
    }

    assertThat(log().intervals()).extracting(LoggedInterval::label).containsOnly("my_type__a_b");
  }

  @Test
  void valuesOutOfRangeAreClampedAndCounted() {
    try (RunRecorder recorder = open()) {
      answered(recorder, "simple", "OK", Long.MAX_VALUE, 61 * SECOND, 0);
      recorder.writer().value("odd", 1, "simple", "OK", -5);
      clock.advanceNanos(SECOND);
    }

    assertThat(log().counters().getFirst().clamped()).isEqualTo(3);
    assertThat(log().intervals())
        .filteredOn(each -> each.series().equals(Series.RESPONSE_TIME))
        .extracting(each -> each.histogram().getMaxValue())
        .allSatisfy(max -> assertThat(max).isBetween(59 * SECOND, 61 * SECOND));
  }

  @Test
  void lagBelowZeroIsZeroAndEarlyBeyondTheInjectorsRounding() {
    try (RunRecorder recorder = open()) {
      answered(recorder, "simple", "OK", 1, 1, -MILLI / 2);
      answered(recorder, "simple", "OK", 1, 1, -2 * MILLI);
      clock.advanceNanos(SECOND);
    }

    assertThat(log().counters().getFirst().early()).isEqualTo(1);
    assertThat(log().counters().getFirst().clamped()).isZero();
  }

  @Test
  void callsAreCountedByTargetWhereThereAreSeveral() {
    try (RunRecorder recorder = open()) {
      recorder.writer().sentTo("a:1");
      recorder.writer().sentTo("a:1");
      recorder.writer().sentTo("b:1");
      recorder.writer().endedAt("a:1", "OK");
      recorder.writer().endedAt("b:1", "DEADLINE_EXCEEDED");
      clock.advanceNanos(SECOND);
      recorder.flush();
      assertThat(recorder.progress().targets())
          .containsEntry("a:1", new TargetCounts(2, 1, 1))
          .containsEntry("b:1", new TargetCounts(1, 1, 0));
      recorder.writer().endedAt("a:1", "OK");
      clock.advanceNanos(SECOND);
    }

    assertThat(log().counters())
        .extracting(Counters::targets)
        .containsExactly(
            Map.of("a:1", new TargetCounts(2, 1, 1), "b:1", new TargetCounts(1, 1, 0)),
            Map.of("a:1", new TargetCounts(0, 1, 1)));
  }

  @Test
  void recordingAllocatesNothingOnceEveryCombinationWasSeen() {
    try (RunRecorder recorder = open()) {
      SampleWriter writer = recorder.writer();
      for (int interval = 0; interval < 2; interval++) {
        recordABatch(writer, 10);
        recorder.flush();
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      recordABatch(writer, 10_000);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      // One object for each of the 100,000 calls would be over a megabyte.
      assertThat(allocated).isLessThan(20_000);
    }
  }

  private static void recordABatch(SampleWriter writer, int n) {
    for (int i = 0; i < n; i++) {
      for (String label : LABELS) {
        writer.sent(1, label);
        writer.record(1, label, "OK", i * 1000L, i * 2000L, i);
        writer.record(1, label, "DEADLINE_EXCEEDED", i * 1000L, i * 2000L, i);
        writer.value(Series.STAGE_GRAPH, 1, label, "OK", i);
        writer.record(1, label, "OK", i * 1000L, i * 2000L, i, FOUND, FOUND_VALUES, FOUND.length);
      }
    }
  }

  @Test
  void buffersOfPhasesThatAreOverAreLetGo() {
    SampleBuffer buffer = new SampleBuffer(2);
    buffer.record(0, "simple", "OK", 1, 1, 0);
    buffer.reset();
    assertThat(buffer.holds(0)).isTrue();

    for (int interval = 0; interval < 10; interval++) {
      buffer.record(1, "simple", "OK", 1, 1, 0);
      buffer.reset();
    }

    assertThat(buffer.holds(0)).isFalse();
    assertThat(buffer.holds(1)).isTrue();
  }

  @Test
  void aFolderHoldsOneRun() {
    open().close();

    assertThatThrownBy(this::open)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("response-time.hlog");
  }

  /**
   * Threads come and go, as many as chance wants, while a flusher drains without a pause. Each
   * records until a few flushes have come in between, however long that takes on this machine.
   */
  @RepeatedTest(3)
  void noSampleIsLostWhileThreadsComeAndGoAndAFlusherDrains(RepetitionInfo repetition)
      throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    AtomicBoolean recording = new AtomicBoolean(true);
    AtomicInteger flushes = new AtomicInteger();
    LongAdder recorded = new LongAdder();
    try (RunRecorder recorder = open()) {
      Thread flusher =
          new Thread(() -> {
            while (recording.get()) {
              clock.advanceNanos(SECOND);
              recorder.flush();
              flushes.incrementAndGet();
            }
          });
      flusher.start();
      for (int wave = 0; wave < 3; wave++) {
        List<Thread> threads = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int t = 0; t < count; t++) {
          String label = LABELS[t % LABELS.length];
          int least = random.nextInt(20_000);
          threads.add(
              new Thread(() ->
                  recorded.add(recordUntilFlushed(recorder.writer(), label, least, flushes))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
          thread.join();
        }
      }
      recording.set(false);
      flusher.join();
    }

    long all = recorded.sum();
    assertThat(counted(Series.RESPONSE_TIME)).isEqualTo(2 * all);
    assertThat(counted(Series.SERVICE_TIME)).isEqualTo(2 * all);
    assertThat(counted(Series.DISPATCH_LAG)).isEqualTo(2 * all);
    assertThat(counted(RECALL)).isEqualTo(2 * all);
    assertThat(log().sent().values().stream().mapToLong(n -> n).sum()).isEqualTo(2 * all);
    assertThat(log().counters()).hasSizeGreaterThan(3 * FLUSHES_BETWEEN);
  }

  /** {@return how often} */
  private static long recordUntilFlushed(
      SampleWriter writer, String label, int least, AtomicInteger flushes) {
    int enough = flushes.get() + FLUSHES_BETWEEN;
    long n = 0;
    while (n < least || flushes.get() < enough) {
      writer.sent(1, label);
      writer.record(1, label, "OK", n, n, 0);
      writer.value(RECALL, 1, label, "OK", n);
      writer.sent(1, label);
      writer.record(1, label, "UNAVAILABLE", n, n, 0, FOUND, FOUND_VALUES, FOUND.length);
      n++;
    }
    return n;
  }

  private long counted(String series) {
    return log().intervals().stream()
        .filter(each -> each.series().equals(series))
        .mapToLong(each -> each.histogram().getTotalCount())
        .sum();
  }
}

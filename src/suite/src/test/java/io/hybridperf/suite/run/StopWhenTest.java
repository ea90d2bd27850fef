package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.suite.settings.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopWhenTest {
  private static final long SECOND = 1_000_000_000;
  private static final long MILLI = 1_000_000;

  private final List<String> stopped = new ArrayList<>();
  @TempDir Path folder;

  @Test
  void aRunIsStoppedWhenALimitIsPassedForSoLongWithoutABreak() throws IOException {
    feed(stopWhen("error-rate", "> 50 %", "3s"), 60, 60, 0, 60, 60, 60);
    assertThat(stopped).isEmpty();
  }

  @Test
  void itSaysWhatWasPastWhichLimitForHowLong() throws IOException {
    feed(stopWhen("error-rate", "> 50 %", "3s"), 0, 60, 70, 60, 80);
    assertThat(stopped)
        .containsExactly(
            "stopped by stop-when.\"broken\": error-rate was > 50 % for 3 s, now 80 %");
  }

  @Test
  void sharesAndTimesComeInAnyUnitOfTheirs() throws IOException {
    feed(stopWhen("error-rate", "> 0.5", "1s"), 60, 60);
    feed(stopWhen("response-time-p99", "> 0.004 s", "1s"), 0, 0);
    feed(stopWhen("response-time-p50", "> 6 ms", "1s"), 0, 0);
    assertThat(stopped).hasSize(2).first().asString().contains("error-rate was > 50 %");
    assertThat(stopped.getLast()).contains("response-time-p99 was > 4 ms for 1 s, now 5");
  }

  @ParameterizedTest
  @CsvSource({
    "error-rate, < 50 %, 10s, a run is stopped above a limit",
    "error-rate, > 50 ms, 10s, not in %",
    "response-time-p99, > 50 %, 10s, not in ms",
    "response-time-p99, lots, 10s, expected a comparison",
    "response-time-p99, > 1 s, 500ms, give 1s or more",
    "error-rate, >= 0 %, 10s, that is always so",
    "heap, > 1 s, 5s, 'valid are error-rate, shed-rate, response-time-p50, response-time-p99'"
  })
  void mistakesAreNamed(String metric, String limit, String hold, String message) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> stopWhen(metric, limit, hold))
        .withMessageContaining("stop-when.\"broken\".")
        .withMessageContaining(message);
  }

  private StopWhen stopWhen(String metric, String limit, String hold) {
    return StopWhen.of(
        ConfigFactory.parseString(
            "stop-when.broken { metric = %s, limit = \"%s\", for = %s }"
                .formatted(metric, limit, hold)),
        stopped::add);
  }

  /** Lets it look at seconds in which so many of 100 answers were errors; all took 5 ms. */
  private void feed(StopWhen stopWhen, int... errors) throws IOException {
    ArrivalPlan plan = LoadProfile.empty().constant("steady", 100, Duration.ofSeconds(9)).plan();
    int[] second = {0};
    Path own = Files.createTempDirectory(folder, "run");
    try (RunRecorder recorder =
        RunRecorder.open(
            new RunFolder(own), new ArrivalClock(plan, System.nanoTime()), RecorderClock.SYSTEM)) {
      recorder.follow(interval -> stopWhen.look(interval, SECOND * second[0]++));
      for (int failed : errors) {
        for (int n = 0; n < 100; n++) {
          recorder.writer().sent(0, "simple");
          recorder
              .writer()
              .record(0, "simple", n < failed ? "INTERNAL" : "OK", MILLI, 5 * MILLI, 0);
        }
        recorder.flush();
      }
    }
  }
}

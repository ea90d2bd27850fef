package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Slos;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that records in real time is killed as hard as can be. */
class KilledRunTest {

  private static final int INTERVALS_BEFORE_KILL = 3;

  /** The process: a request each millisecond, each answered at once. */
  static final class Injector {

    private Injector() {}

    public static void main(String[] args) {
      var plan = LoadProfile.empty().constant("steady", 500, Duration.ofMinutes(2)).plan();
      RunFolder folder = new RunFolder(Path.of(args[0]));
      RunInfo.starting("Killed", "test", 1, "must-pass", 1, plan).writeTo(folder);
      RunRecorder recorder = RunRecorder.start(folder, plan);
      long start = System.nanoTime();
      for (long arrival = 0; arrival < plan.count(); arrival++) {
        long wait = start + plan.plannedNanos(arrival) - System.nanoTime();
        if (wait > 0) {
          LockSupport.parkNanos(wait);
        }
        recorder.arrivals().started(arrival, System.nanoTime());
        recorder.writer().sent(0, "simple");
        recorder.writer().record(0, "simple", "OK", 1_000_000, 1_000_000, 0);
      }
    }
  }

  @Test
  void whatARunRecordedUntilItWasKilledIsJudgedAsIncomplete(@TempDir Path results)
      throws Exception {
    RunFolder folder = RunFolder.create(results, "Killed", Instant.EPOCH);
    Process injector =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Injector.class.getName(),
                folder.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(results.resolve("injector.txt").toFile())
            .start();
    try {
      awaitIntervals(folder, injector, results.resolve("injector.txt"));
    } finally {
      // SIGKILL.
      injector.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    }
    // Whatever was in the file when the process ended was flushed before: every whole line counts.
    String lines = Files.readString(folder.counters());
    long whole = lines.chars().filter(each -> each == '\n').count();

    RunLog log = RunLog.read(folder);
    Verdict verdict =
        Judge.judge(
            log,
            Slos.from(
                ConfigFactory.parseString(
                    "slos.p50 { metric = response-time-p50, must-pass = \"< 15 ms\" }")),
            AuditLimits.DEFAULT,
            ExternalMetrics.none());

    assertThat(verdict.status()).isEqualTo(VerdictStatus.INCOMPLETE);
    assertThat(log.counters())
        .hasSize((int) whole)
        .hasSizeGreaterThanOrEqualTo(INTERVALS_BEFORE_KILL);
    assertThat(verdict.untilSeconds()).isEqualTo(log.counters().getLast().end());
    long counted =
        log.intervals().stream()
            .filter(each -> each.series().equals("response-time"))
            .mapToLong(each -> each.histogram().getTotalCount())
            .sum();
    assertThat(verdict.results().getFirst().samples()).isEqualTo(counted).isPositive();
    assertThat(log.sent()).containsEntry(Tag.parse("steady/simple"), counted);
  }

  private static void awaitIntervals(RunFolder folder, Process injector, Path output)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plusSeconds(60);
    while (!Files.exists(folder.counters())
        || Files.readAllLines(folder.counters()).size() < INTERVALS_BEFORE_KILL) {
      assertThat(injector.isAlive()).as(() -> read(output)).isTrue();
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}

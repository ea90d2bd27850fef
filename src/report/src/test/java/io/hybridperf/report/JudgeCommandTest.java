package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.record.SampleWriter;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.verdict.Findings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeCommandTest {
  private static final String SETTINGS =
      """
      {
        "audit" : { "p99-lag" : "1ms" },
        "parameters" : { "qps" : "500" },
        "slos" : { "median" : { "metric" : "response-time-p50", "must-pass" : "< 15 ms" } }
      }
      """;
  private static final int INTERVALS_BEFORE_KILL = 3;

  @TempDir private Path results;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int report(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** A process that records: a request each 2 ms, answered in 1 ms by its own account. */
  static final class Injector {
    private Injector() {}

    public static void main(String[] args) {
      ArrivalPlan plan = LoadProfile.empty().constant("steady", 500, Duration.ofMinutes(2)).plan();
      RunFolder folder = new RunFolder(Path.of(args[0]));
      info(plan).writeTo(folder);
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

  private static RunInfo info(ArrivalPlan plan) {
    return RunInfo.starting("Judged", "test", 1, "must-pass", 1, plan);
  }

  private RunFolder folder() throws IOException {
    RunFolder folder = RunFolder.create(results, "Judged", Instant.EPOCH);
    Files.writeString(folder.path().resolve("settings.json"), SETTINGS);
    return folder;
  }

  /** A run of a second that reached its end, in simulated time. */
  private RunFolder complete(long responseMillis) throws IOException {
    ArrivalPlan plan = LoadProfile.empty().constant("steady", 500, Duration.ofSeconds(1)).plan();
    RunFolder folder = folder();
    long[] now = {0};
    RecorderClock clock =
        new RecorderClock() {
          @Override
          public long nanoTime() {
            return now[0];
          }

          @Override
          public long epochMillis() {
            return 0;
          }
        };
    try (RunRecorder recorder = RunRecorder.open(folder, new ArrivalClock(plan, 0), clock)) {
      SampleWriter writer = recorder.writer();
      long responseNanos = TimeUnit.MILLISECONDS.toNanos(responseMillis);
      for (long arrival = 0; arrival < plan.count(); arrival++) {
        recorder.arrivals().started(arrival, plan.plannedNanos(arrival));
        writer.sent(0, "simple");
        writer.record(0, "simple", "OK", responseNanos, responseNanos, 0);
      }
      now[0] = TimeUnit.SECONDS.toNanos(1);
    }
    info(plan).ended(RunStatus.COMPLETE, Instant.EPOCH).writeTo(folder);
    return folder;
  }

  @Test
  void aRunThatReachedItsTargetsIsAPassAndStatusZero() throws IOException {
    RunFolder folder = complete(10);

    assertThat(report("judge", folder.path().toString())).as(err::toString).isZero();

    assertThat(out.toString()).contains("PASS", "median");
    assertThat(folder.verdictJson()).content().contains("\"verdict\" : \"PASS\"");
  }

  @Test
  void aRunThatMissedThemIsStatusTwo() throws IOException {
    RunFolder folder = complete(20);

    assertThat(report("judge", folder.path().toString())).as(err::toString).isEqualTo(2);

    assertThat(folder.verdictJson()).content().contains("\"verdict\" : \"FAIL\"");
  }

  @Test
  void whatTheRunItselfFoundOutIsJudgedAgain() throws IOException {
    RunFolder folder = complete(10);
    Files.writeString(
        folder.path().resolve("settings.json"),
        SETTINGS.replace(
            "\"slos\" : {",
            "\"metrics\" : { \"recovery-time\" : { \"unit\" : \"s\", \"better\" : \"lower\", \"description\" : \"\" } }, \"slos\" : { \"speed\" : { \"metric\" : \"recovery-time\", \"must-pass\" : \"< 3 s\" },"));
    Findings.none().measured("recovery-time", 2, 1_000).writeTo(folder);

    assertThat(report("judge", folder.path().toString())).as(out + "" + err).isZero();

    assertThat(out.toString()).contains("speed");
  }

  @Test
  void aRunThatWasKilledIsJudgedUpToItsLastSecond() throws Exception {
    RunFolder folder = folder();
    Path said = results.resolve("injector.txt");
    Process injector =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Injector.class.getName(),
                folder.path().toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      Instant deadline = Instant.now().plusSeconds(60);
      while (!Files.exists(folder.counters())
          || Files.readAllLines(folder.counters()).size() < INTERVALS_BEFORE_KILL) {
        assertThat(injector.isAlive()).as("injector alive; see %s", said).isTrue();
        assertThat(Instant.now()).isBefore(deadline);
        Thread.sleep(50);
      }
    } finally {
      // SIGKILL.
      injector.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }

    assertThat(report("judge", folder.path().toString())).as(err::toString).isEqualTo(2);

    assertThat(out.toString()).contains("INCOMPLETE", "median", "MUST-PASS");
    assertThat(folder.verdictJson())
        .content()
        .contains("\"verdict\" : \"INCOMPLETE\"", "\"tier\" : \"MUST-PASS\"");
  }

  @Test
  void aFolderThatHoldsNoRunIsAMistakeInOneLine() {
    assertThat(report("judge", results.toString())).isEqualTo(Main.MISTAKE);

    assertThat(err.toString().lines()).singleElement().asString().contains("settings.json");
  }

  @Test
  void settingsThatMakeNoSenseAreAMistakeInOneLine() throws IOException {
    RunFolder folder = complete(1);
    Path settings = folder.path().resolve("settings.json");
    Files.writeString(settings, SETTINGS.replace("< 15 ms", "15 bananas"));

    assertThat(report("judge", folder.path().toString())).isEqualTo(Main.MISTAKE);

    assertThat(err.toString().lines()).singleElement().asString().contains("15 bananas");
  }

  @Test
  void aCommandThatIsWrittenWronglyIsAMistakeInOneLine() {
    assertThat(report("jugde", "x")).isEqualTo(Main.MISTAKE);
    assertThat(report("judge")).isEqualTo(Main.MISTAKE);
    assertThat(report()).isEqualTo(Main.MISTAKE);
    assertThat(err.toString().lines()).hasSize(3).allMatch(line -> line.startsWith("report: "));
  }

  @Test
  void helpSaysWhatTheStatusMeans() {
    assertThat(report("judge", "--help")).isZero();
    assertThat(out.toString()).contains("RUN_FOLDER", "PASS", "64");
  }
}

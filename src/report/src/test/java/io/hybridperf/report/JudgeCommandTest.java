package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.cli.ExitStatus;
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

  private RunFolder complete(long responseMillis) throws IOException {
    return complete(responseMillis, SETTINGS, Findings.none());
  }

  /** A run that reached its end, in simulated time. */
  private RunFolder complete(long responseMillis, String settings, Findings findings)
      throws IOException {
    return MadeRun.of(results, responseMillis).settings(settings).findings(findings).complete();
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
    RunFolder folder =
        complete(
            10,
            SETTINGS.replace(
                "\"slos\" : {",
                "\"metrics\" : { \"recovery-time\" : { \"unit\" : \"s\", \"better\" : \"lower\", \"description\" : \"\" } }, \"slos\" : { \"speed\" : { \"metric\" : \"recovery-time\", \"must-pass\" : \"< 3 s\" },"),
            Findings.none().measured("recovery-time", 2, 1_000));

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
    assertThat(report("judge", results.toString())).isEqualTo(ExitStatus.MISTAKE);

    assertThat(err.toString().lines()).singleElement().asString().contains("run.json");
  }

  @Test
  void settingsThatMakeNoSenseAreAMistakeInOneLine() throws IOException {
    RunFolder folder = complete(1, SETTINGS.replace("< 15 ms", "15 bananas"), Findings.none());

    assertThat(report("judge", folder.path().toString())).isEqualTo(ExitStatus.MISTAKE);

    assertThat(err.toString().lines()).singleElement().asString().contains("15 bananas");
  }

  @Test
  void othersThanTheRunsOwnTargetsAreNamed() throws IOException {
    RunFolder folder = complete(10);
    Path stricter = results.resolve("stricter.json");
    Files.writeString(stricter, SETTINGS.replace("< 15 ms", "< 5 ms"));

    assertThat(report("judge", "--settings", stricter.toString(), folder.path().toString()))
        .as(err::toString)
        .isEqualTo(2);
    assertThat(report("judge", "--settings", "nowhere.json", folder.path().toString()))
        .isEqualTo(ExitStatus.MISTAKE);

    assertThat(err.toString().lines()).singleElement().asString().contains("nowhere.json");
  }

  @Test
  void anotherGateThanTheRunsOwnDecides() throws IOException {
    RunFolder folder =
        complete(
            10,
            SETTINGS.replace("\"< 15 ms\"", "\"< 15 ms\", \"target\" : \"< 5 ms\""),
            Findings.none());
    String path = folder.path().toString();

    assertThat(report("judge", "--gate", "target", path)).isEqualTo(ExitStatus.NOT_GOOD);
    assertThat(folder.verdictJson()).content().contains("\"gate\" : \"target\"", "FAIL");
    assertThat(report("judge", "--gate", "must-pass", path)).as(err::toString).isZero();
    assertThat(report("judge", path)).as("the run's own is must-pass").isZero();
    assertThat(report("judge", "--gate", "top", path)).isEqualTo(ExitStatus.MISTAKE);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("gate", "'top'", "must-pass, target, stretch");
  }

  @Test
  void whatIsGoodByItsValuesAloneIsStatusZeroForThoseWhoAllowIt() throws IOException {
    RunFolder folder =
        complete(
            10,
            SETTINGS
                .replace("response-time-p50", "response-time-p99")
                .replace("\"slos\"", "\"confidence\" : 0.95, \"slos\""),
            Findings.none());
    String path = folder.path().toString();

    assertThat(report("judge", path)).as(out::toString).isEqualTo(ExitStatus.UNSURE);
    assertThat(report("judge", "--allow-unsure", path)).isZero();
    assertThat(folder.verdictJson()).content().contains("\"verdict\" : \"UNSURE\"");

    Files.delete(folder.log("dispatch-lag"));
    assertThat(report("judge", "--allow-unsure", path)).isEqualTo(ExitStatus.NOT_GOOD);
  }

  @Test
  void aFolderOfAnotherVersionIsRefusedInOneLine() throws IOException {
    for (String version : new String[] {"\"schemaVersion\" : 99,", ""}) {
      RunFolder folder = complete(10);
      replace(folder.runJson(), "\"schemaVersion\" : 2,", version);

      assertThat(report("judge", folder.path().toString())).isEqualTo(ExitStatus.MISTAKE);
    }

    assertThat(err.toString().lines()).hasSize(2).allMatch(line -> line.contains("schemaVersion"));
  }

  @Test
  void aDamagedFolderIsInvalidInOneLineAndKeepsNoVerdictOfBefore() throws IOException {
    RunFolder folder = complete(10);
    report("judge", folder.path().toString());
    Files.delete(folder.log("dispatch-lag"));

    assertThat(report("judge", folder.path().toString())).isEqualTo(2);

    assertThat(out.toString()).contains("INVALID damaged: dispatch-lag.hlog: missing");
    assertThat(folder.verdictJson()).content().contains("\"verdict\" : \"INVALID\"", "damaged: ");
    replace(folder.runJson(), "\"scale\" : 1.0", "\"scale\" : 0");

    assertThat(report("judge", folder.path().toString())).isEqualTo(2);

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("INVALID damaged: run.json: scale = 0.0 must be more than 0");
    assertThat(folder.verdictJson()).doesNotExist();
  }

  private static void replace(Path file, String text, String by) throws IOException {
    Files.writeString(file, Files.readString(file).replace(text, by));
  }

  @Test
  void aCommandThatIsWrittenWronglyIsAMistakeInOneLine() {
    assertThat(report("jugde", "x")).isEqualTo(ExitStatus.MISTAKE);
    assertThat(report("judge")).isEqualTo(ExitStatus.MISTAKE);
    assertThat(report()).isEqualTo(ExitStatus.MISTAKE);
    assertThat(err.toString().lines()).hasSize(3).allMatch(line -> line.startsWith("report: "));
  }

  @Test
  void helpSaysWhatTheStatusMeans() {
    assertThat(report("judge", "--help")).isZero();
    assertThat(out.toString()).contains("RUN_FOLDER", "PASS", "64");
  }
}

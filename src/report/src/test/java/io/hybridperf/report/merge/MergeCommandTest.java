package io.hybridperf.report.merge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.AgreedStart;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.CommandLineOf;
import io.hybridperf.report.QueuedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
  private static final long START = 1_700_000_000_000L;

  @TempDir private Path results;
  @TempDir private Path out;

  private static QueuedRun injector(int share, int of, long millisLater) {
    return new QueuedRun(100 + share, 20, share)
        .startsAt(START + millisLater)
        .described(info -> info.withParameters(Map.of("injector", share + "/" + of)));
  }

  private CommandLineOf merge(RunFolder... parts) {
    List<String> arguments = new ArrayList<>(List.of("merge", "--out", out.toString()));
    for (RunFolder part : parts) {
      arguments.add(part.path().toString());
    }
    return CommandLineOf.report(arguments.toArray(String[]::new));
  }

  private RunFolder merged() throws IOException {
    try (var folders = Files.list(out)) {
      return new RunFolder(folders.findFirst().orElseThrow());
    }
  }

  /** All that was recorded, by series, tag and second of the wall clock. */
  private static Map<String, Histogram> bySecond(List<RunFolder> folders) {
    Map<String, Histogram> sums = new TreeMap<>();
    for (RunFolder folder : folders) {
      RunLog log = RunLog.read(folder);
      for (LoggedInterval each : log.intervals()) {
        double middle =
            log.baseEpochSeconds() - START / 1e3 + (each.startSeconds() + each.endSeconds()) / 2;
        Histogram histogram = each.histogram();
        histogram.setStartTimeStamp(0);
        histogram.setEndTimeStamp(0);
        histogram.setTag(null);
        sums.merge(
            each.series() + " " + each.tag() + " " + (int) Math.floor(middle),
            histogram,
            (one, other) -> {
              one.add(other);
              return one;
            });
      }
    }
    return sums;
  }

  private static Answers answers(RunFolder folder) {
    return RunLog.read(folder).select(Scope.RUN).answers();
  }

  @Test
  void histogramsAndCountersOfEverySecondAreTheSums() throws IOException {
    RunFolder one = injector(1, 3, 0).in(results);
    RunFolder two = injector(2, 3, 300).in(results);
    RunFolder three = injector(3, 3, 40).in(results);

    CommandLineOf command = merge(three, one, two);

    assertThat(command.status()).as(command.err() + command.out()).isZero();
    assertThat(bySecond(List.of(merged()))).isEqualTo(bySecond(List.of(one, two, three)));
    Answers sum = answers(one).plus(answers(two)).plus(answers(three));
    assertThat(answers(merged())).isEqualTo(sum);
    assertThat(RunLog.read(merged()).info().phases().getFirst().arrivals())
        .isEqualTo(20 * (101 + 102 + 103));
  }

  @Test
  void itIsOneRunLikeAnyOtherWithARowForEachInjector() throws IOException {
    CommandLineOf command = merge(injector(1, 2, 0).in(results), injector(2, 2, 300).in(results));

    assertThat(command.out())
        .contains(
            "injector 1/2: queued-", "injector 2/2: queued-", "starts +0.300 s", "planned 2020");
    JsonNode rows = Json.read(merged().findingsJson(), JsonNode.class).path("injectors");
    assertThat(rows).hasSize(2);
    assertThat(CommandLineOf.report("judge", merged().path().toString()).status()).isZero();
    assertThat(merged().verdictJson()).content().contains("\"verdict\" : \"PASS\"");
  }

  @Test
  void anInjectorThatIsMissingMakesItInvalid() throws IOException {
    CommandLineOf command = merge(injector(1, 3, 0).in(results), injector(3, 3, 0).in(results));

    assertThat(command.status()).isEqualTo(2);
    assertThat(command.out()).contains("INVALID", "injector 2/3 is missing");
  }

  @Test
  void aLoadOfWhichOneInjectorIsLeftIsInvalidToo() throws IOException {
    CommandLineOf command = merge(injector(2, 3, 0).in(results));

    assertThat(command.status()).isEqualTo(2);
    assertThat(command.out())
        .contains("INVALID", "injector 1/3 is missing", "injector 3/3 is missing");
  }

  @Test
  void theMergedRunsFolderMayBeNamedAndIsNeverOneThatHoldsSomething() throws IOException {
    RunFolder one = injector(1, 2, 0).in(results);
    RunFolder two = injector(2, 2, 0).in(results);
    Path named = out.resolve("load");
    String[] arguments = {
      "merge", "--run-folder", named.toString(), one.path().toString(), two.path().toString()
    };

    assertThat(CommandLineOf.report(arguments).status()).isZero();
    assertThat(named.resolve("verdict.json")).exists();
    CommandLineOf again = CommandLineOf.report(arguments);
    assertThat(again.status()).isEqualTo(64);
    assertThat(again.err()).hasLineCount(1).contains("--run-folder", "is not empty");
  }

  @Test
  void missingInjectorsMayBeAllowed() throws IOException {
    RunFolder one = injector(1, 3, 0).in(results);
    RunFolder three = injector(3, 3, 0).in(results);

    CommandLineOf command =
        CommandLineOf.report(
            "merge",
            "--allow-missing",
            "--out",
            out.toString(),
            one.path().toString(),
            three.path().toString());

    assertThat(command.status()).as(command.err() + command.out()).isZero();
    assertThat(command.out()).contains("injector 2/3 is missing", "it may be, by --allow-missing");
  }

  private static QueuedRun agreed(int share, long millisLater, long clockAheadMillis) {
    Map<String, String> parameters = Map.of("injector", share + "/2");
    AgreedStart start =
        new AgreedStart(Instant.ofEpochMilli(START), Duration.ofMillis(clockAheadMillis));
    return new QueuedRun(100 + share, 20, share)
        .startsAt(START + millisLater + clockAheadMillis)
        .described(info -> info.withParameters(start.addedTo(parameters)));
  }

  @Test
  void anInjectorThatWasLateOrHasAnotherClockMakesItInvalidAndIsNamed() throws IOException {
    RunFolder one = agreed(1, 0, 0).in(results);

    assertThat(merge(one, agreed(2, 3, 0).in(results)).status()).isZero();
    CommandLineOf late = merge(one, agreed(2, 2_500, 0).in(results));
    assertThat(late.status()).isEqualTo(2);
    assertThat(late.out())
        .contains("injector 2/2: it began 2.5", "after the instant", "limit 0.100 s");
    CommandLineOf apart = merge(one, agreed(2, 0, -400).in(results));
    assertThat(apart.status()).isEqualTo(2);
    assertThat(apart.out())
        .contains("injector 2/2: its clock was -0.400 s beside that of injector 1")
        .doesNotContain("after the instant");
  }

  @Test
  void anInjectorThatAgreedOnAnotherStartIsOfAnotherTest() throws IOException {
    RunFolder one = agreed(1, 0, 0).in(results);
    AgreedStart other = new AgreedStart(Instant.ofEpochMilli(START + 60_000), Duration.ZERO);
    RunFolder two =
        agreed(2, 60_000, 0)
            .described(info -> info.withParameters(other.addedTo(Map.of("injector", "2/2"))))
            .in(results);

    assertThat(merge(one, two).err()).hasLineCount(1).contains("that is another test");
  }

  @Test
  void anInjectorThatWasKilledMakesItInvalidAndIsNamed() throws IOException {
    RunFolder killed = injector(2, 2, 0).in(results);
    Json.write(
        killed.runJson(),
        ((ObjectNode) Json.read(killed.runJson(), JsonNode.class))
            .put("status", RunStatus.RUNNING.name()));
    Files.delete(killed.path().resolve("digests.json"));

    CommandLineOf command = merge(injector(1, 2, 0).in(results), killed);

    assertThat(command.status()).isEqualTo(2);
    assertThat(command.out()).contains("INVALID", "injector 2/2: was killed, or still runs");
  }

  @Test
  void aFolderThatCameTwiceIsRefused() throws IOException {
    RunFolder one = injector(1, 2, 0).in(results);
    Path copy = Files.createDirectory(results.resolve("copy"));
    try (var files = Files.list(one.path())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }

    CommandLineOf command = merge(one, new RunFolder(copy));

    assertThat(command.status()).isEqualTo(64);
    assertThat(command.err()).hasLineCount(1).contains("came twice");
    assertThat(merge(one, injector(1, 2, 5).in(results)).err())
        .contains("second folder of injector 1/2");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void whatIsNoPartOfTheTestIsRefused() throws IOException {
    RunFolder one = injector(1, 2, 0).in(results);
    RunFolder otherSettings =
        injector(2, 2, 0)
            .settings("{\"slos\":{\"x\":{\"metric\":\"error-rate\",\"must-pass\":\"< 1 %\"}}}")
            .in(results);
    RunFolder otherPlan =
        new QueuedRun(100, 30, 2)
            .startsAt(START)
            .described(info -> info.withParameters(Map.of("injector", "2/2")))
            .in(results);
    RunFolder later = injector(2, 2, 5_000).in(results);
    RunFolder ofThree = injector(2, 3, 0).in(results);
    RunFolder damaged = injector(2, 2, 0).in(results);
    Files.writeString(damaged.counters(), "");

    assertThat(merge(one, otherSettings).err()).contains("other objectives");
    assertThat(merge(one, otherPlan).err()).contains("phases: ");
    assertThat(merge(one, later).err()).contains("began 5.0 s apart");
    assertThat(merge(one, ofThree).err()).contains("not of the same number");
    assertThat(merge(one, damaged).err()).hasLineCount(1).contains("INVALID");
    RunFolder whole = new QueuedRun(100, 20, 1).startsAt(START).in(results);
    assertThat(merge(whole).err()).hasLineCount(1).contains("is all of a load");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void theWorstOfWhatInjectorsFoundOutCounts() throws IOException {
    String settings =
        """
        {"metrics":{"leaks":{"unit":"","better":"lower","description":""}},
         "slos":{"leaks":{"metric":"leaks","must-pass":"<= 0"}}}
        """;
    CommandLineOf command =
        merge(
            injector(1, 2, 0)
                .settings(settings)
                .findings(Findings.none().measured("leaks", 0, 5))
                .in(results),
            injector(2, 2, 0)
                .settings(settings)
                .findings(Findings.none().measured("leaks", 2, 5))
                .in(results));

    assertThat(command.status()).isEqualTo(2);
    assertThat(Json.read(merged().findingsJson(), JsonNode.class).path("metrics").path("leaks"))
        .hasToString("{\"value\":2.0,\"samples\":10}");
  }
}

package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.run.Digests;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.report.cli.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Run folders are damaged in hundreds of ways, the same ones each time. None may pass that is not
 * what its run left, and whatever is wrong is said in one line.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DamagedFolderTest {
  private static final String SETTINGS =
      """
      {
        "audit" : { "p99-lag" : "1ms" },
        "metrics" : { "recovery-time" : { "unit" : "s", "better" : "lower", "description" : "" } },
        "slos" : {
          "median" : { "metric" : "response-time-p50", "must-pass" : "< 15 ms", "target" : "< 12 ms" },
          "errors" : { "metric" : "error-rate", "must-pass" : "< 2 %" },
          "throughput" : { "metric" : "throughput", "must-pass" : ">= 100 /s", "scales" : true },
          "recall" : { "metric" : "recall@10", "must-pass" : ">= 0.9" },
          "recovery" : { "metric" : "recovery-time", "must-pass" : "< 3 s" }
        }
      }
      """;

  @TempDir private Path results;
  private RunFolder other = new RunFolder(Path.of("unset"));

  /** What became of judging a folder. */
  private record Outcome(int status, String out, String err) {}

  @BeforeEach
  void makeAnotherRun() throws IOException {
    other = run(12).complete();
  }

  private MadeRun run(long responseMillis) throws IOException {
    return MadeRun.of(results, responseMillis)
        .settings(SETTINGS)
        .findings(Findings.none().measured("recovery-time", 2, 1_000).line("recovered"));
  }

  private static Outcome judge(RunFolder folder) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "judge",
            folder.path().toString());
    return new Outcome(status, out.toString(), err.toString());
  }

  private RunFolder copyOf(RunFolder folder, int n) throws IOException {
    Path copy = Files.createDirectory(results.resolve("copy-" + n));
    try (Stream<Path> files = Files.list(folder.path())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return new RunFolder(copy);
  }

  /** Whether what the run wrote is still the same. */
  private static boolean same(RunFolder copy, RunFolder original) throws IOException {
    for (String name : Damage.allFiles()) {
      Path left = copy.path().resolve(name);
      Path right = original.path().resolve(name);
      if (Files.exists(right)
          && !(Files.isRegularFile(left)
              && (isSameJson(name, left, right)
                  || (Files.size(left) == Files.size(right) && Files.mismatch(left, right) < 0)))) {
        return false;
      }
    }
    return true;
  }

  /** Of the digests themselves there is no digest: white space between them may be any. */
  private static boolean isSameJson(String name, Path left, Path right) {
    try {
      return name.equals("digests.json")
          && Json.read(left, JsonNode.class).equals(Json.read(right, JsonNode.class));
    } catch (DamagedFile e) {
      return false;
    }
  }

  /** Complaints about the outcome of a damaged folder, which may not pass. */
  private static List<String> complaints(String what, Outcome outcome) {
    List<String> complaints = new ArrayList<>();
    if (outcome.status() != 2 && outcome.status() != ExitStatus.MISTAKE) {
      complaints.add(what + ": status " + outcome.status() + "\n" + outcome.out());
    }
    if (outcome.err().lines().count() > 1 || outcome.err().contains("Exception")) {
      complaints.add(what + ": " + outcome.err());
    }
    if (outcome.status() == ExitStatus.MISTAKE && outcome.err().isBlank()) {
      complaints.add(what + ": nothing is said");
    }
    return complaints;
  }

  private List<String> damage(
      RunFolder folder, List<Damage.Kind> kinds, List<String> names, int times, boolean resealed)
      throws Exception {
    RunInfo info = RunInfo.readFrom(folder);
    List<String> complaints = new ArrayList<>();
    for (int n = 0; n < times; n++) {
      RunFolder copy = copyOf(folder, n);
      int kind = n % kinds.size();
      kinds.get(kind).happen(new Damage(copy, other, n, names));
      if (!same(copy, folder)) {
        if (resealed) {
          Digests.seal(copy, info);
        }
        Outcome outcome = judge(copy);
        // Whether lines of one interval come in another order, for example, is all the same.
        if (!(resealed && outcome.status() == 0 && sameVerdict(copy, folder))) {
          complaints.addAll(complaints("kind " + kind + ", seed " + n, outcome));
        }
      }
    }
    return complaints;
  }

  private static boolean sameVerdict(RunFolder one, RunFolder other) throws IOException {
    return Files.mismatch(one.verdictJson(), other.verdictJson()) < 0;
  }

  private static List<Damage.Kind> all() {
    return AttackedCommandsTest.all();
  }

  @Test
  void aFolderThatIsWholePasses() throws IOException {
    Outcome outcome = judge(run(10).complete());

    assertThat(outcome.status()).as(outcome.toString()).isZero();
    assertThat(outcome.out()).contains("PASS").doesNotContain("NOT MEASURED");
  }

  @Test
  void noneOfFiveHundredDamagedFoldersPasses() throws Exception {
    assertThat(damage(run(10).complete(), all(), Damage.allFiles(), 500, false)).isEmpty();
  }

  /** Nobody waits for it, whichever file it stands for; some of it calls itself a file. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatNeverEndsIsNotReadInPlaceOfAnyFile(boolean killed) throws Exception {
    RunFolder folder = killed ? run(10).killed() : run(10).complete();
    List<Damage.Kind> kinds = Mishap.endless(folder);

    assertThat(kinds).hasSizeGreaterThan(20);
    assertThat(damage(folder, kinds, Damage.allFiles(), kinds.size(), false)).isEmpty();
  }

  /** What happens to logs and counters before the end of a run, is in its digests. */
  @Test
  void whatDoesNotAgreeIsFoundWithoutDigests() throws Exception {
    List<String> names = new ArrayList<>(Damage.LOGS);
    names.add("counters.jsonl");
    RunFolder whole = run(10).complete();
    judge(whole);

    assertThat(damage(whole, Damage.ACCIDENTS, names, 300, true)).isEmpty();
  }

  @Test
  void moreAnswersThanRequestsAreFoundWithoutDigests() throws Exception {
    RunFolder whole = run(10).complete();
    RunInfo info = RunInfo.readFrom(whole);
    RunFolder copy = copyOf(whole, 0);
    Damage.edit(copy.counters(), lines -> lines.replaceAll(DamagedFolderTest::withFewerSent));
    Digests.seal(copy, info);

    Outcome outcome = judge(copy);

    assertThat(outcome.status()).as(outcome.toString()).isEqualTo(2);
    assertThat(outcome.out()).contains("damaged: counters.jsonl", "were answered than sent");
  }

  private static String withFewerSent(String line) {
    try {
      ObjectNode counters = (ObjectNode) Json.mapper().readTree(line);
      ObjectNode sent = (ObjectNode) counters.get("sent");
      sent.properties().stream()
          .filter(each -> each.getValue().asLong() > 1)
          .forEach(each -> sent.put(each.getKey(), each.getValue().asLong() - 1));
      return counters.toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void noBitOfAnyFileIsOfNoConcern() throws Exception {
    assertThat(
            damage(
                run(10).complete(),
                List.of(damage -> damage.flip(1)),
                Damage.allFiles(),
                250,
                false))
        .isEmpty();
  }

  @Test
  void whatAKilledRunLeftIsReadInOneLineWhateverHappensToIt() throws Exception {
    assertThat(damage(run(10).killed(), all(), Damage.allFiles(), 200, false)).isEmpty();
  }

  /** Of what is damaged a page may show what is left, and never calls it a PASS. */
  @Test
  void noPageOfADamagedFolderSaysThatItPassed() throws Exception {
    RunFolder whole = run(10).complete();
    List<String> complaints = new ArrayList<>();
    List<Damage.Kind> kinds = all();
    int pages = 0;
    for (int n = 0; n < 60; n++) {
      RunFolder copy = copyOf(whole, n);
      kinds.get(n % kinds.size()).happen(new Damage(copy, other, n, Damage.allFiles()));
      if (!same(copy, whole)) {
        CommandLineOf report =
            CommandLineOf.report("report", "--no-pictures", copy.path().toString());
        String what = "kind %s, seed %s: %s".formatted(n % kinds.size(), n, report);
        if (report.err().lines().count() > 1 || report.err().contains("Exception")) {
          complaints.add(what);
        }
        Path page = copy.path().resolve("index.html");
        if (Files.exists(page)) {
          pages++;
          if (!Files.readString(page).contains("<p class=\"verdict invalid\">INVALID</p>")
              || !Files.readString(page).contains("The run's folder is damaged")) {
            complaints.add(what);
          }
        } else if (report.status() == 0 || report.err().isBlank()) {
          complaints.add(what);
        }
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(pages).isGreaterThan(20);
  }
}

package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.report.cli.ExitStatus;
import io.hybridperf.report.runs.RecordedRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each command that reads folders, before one that something happened to. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AttackedCommandsTest {
  private static final String SETTINGS =
      """
      {"slos":{"median":{"metric":"response-time-p50","must-pass":"< 15 ms"}}}
      """;

  @TempDir private Path results;
  @TempDir private Path out;
  private RunFolder whole = new RunFolder(Path.of("unset"));
  private RunFolder other = new RunFolder(Path.of("unset"));

  private RunFolder run(long responseMillis) throws IOException {
    RunFolder folder =
        MadeRun.of(results, responseMillis)
            .settings(SETTINGS)
            .findings(CapacityDetail.of(7_000, 7_280, 8_400))
            .complete();
    assertThat(CommandLineOf.report("judge", folder.path().toString()).status()).isZero();
    return folder;
  }

  @BeforeEach
  void twoRuns() throws IOException {
    whole = run(10);
    other = run(12);
  }

  private RunFolder copyOf(RunFolder folder, int n) throws IOException {
    Path above = out.resolve("results-" + n);
    Files.createDirectories(above);
    remove(above.resolve("copy"));
    Path copy = Files.createDirectory(above.resolve("copy"));
    try (Stream<Path> files = Files.list(folder.path())) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return new RunFolder(copy);
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  private static boolean same(RunFolder copy, RunFolder original, List<String> names)
      throws IOException {
    for (String name : names) {
      Path left = copy.path().resolve(name);
      Path right = original.path().resolve(name);
      if (Files.exists(right)
          && !(Files.isRegularFile(left, LinkOption.NOFOLLOW_LINKS)
              && Files.size(left) == Files.size(right)
              && Files.mismatch(left, right) < 0)) {
        return false;
      }
    }
    return true;
  }

  private List<String> commandsOn(RunFolder copy) {
    String path = copy.path().toString();
    String above = String.valueOf(copy.path().getParent());
    return List.of(
        "compare " + other.path() + " " + path + " --out " + out.resolve("compared"),
        "compare " + path + " " + other.path() + " --out " + out.resolve("compared"),
        "merge " + other.path() + " " + path + " --out " + out.resolve("merged"),
        "export --format csv " + path,
        "export --format json " + path,
        "export --format prometheus " + path,
        "export --format hgrm " + path,
        "capacity " + path,
        "checklist --env test " + above,
        "history " + above);
  }

  /** {@return what is wrong with what a command said of a damaged folder; empty: nothing} */
  private String complaint(CommandLineOf said, String command, String ofTheWhole) {
    String all = said.out() + said.err();
    if (said.err().lines().count() > 1 || all.contains("Exception") || all.contains("\tat ")) {
      return "more than one line";
    }
    if (said.status() == ExitStatus.MISTAKE) {
      return said.err().isBlank() ? "nothing is said" : "";
    }
    if (command.startsWith("history") || command.startsWith("checklist")) {
      return "";
    }
    // What nothing is read from, as white space in digests.json, may change.
    return said.out().equals(ofTheWhole) ? "" : "taken for a whole one";
  }

  private List<String> attack(List<Damage.Kind> kinds, List<String> names, int times)
      throws Exception {
    List<String> complaints = new ArrayList<>();
    RunFolder untouched = copyOf(whole, 0);
    List<String> ofTheWhole = new ArrayList<>();
    for (String command : commandsOn(untouched)) {
      ofTheWhole.add(CommandLineOf.report(command.split(" ", -1)).out());
    }
    for (int n = 0; n < times; n++) {
      RunFolder copy = copyOf(whole, 0);
      int kind = n % kinds.size();
      kinds.get(kind).happen(new Damage(copy, other, n, names));
      if (same(copy, whole, names)) {
        continue;
      }
      List<String> commands = commandsOn(copy);
      for (int c = 0; c < commands.size(); c++) {
        CommandLineOf said = CommandLineOf.report(commands.get(c).split(" ", -1));
        String complaint = complaint(said, commands.get(c), ofTheWhole.get(c));
        if (!complaint.isEmpty()) {
          complaints.add(
              "kind %s, seed %s: %s: %s: %s".formatted(kind, n, commands.get(c), complaint, said));
        }
      }
    }
    return complaints;
  }

  static List<Damage.Kind> all() {
    List<Damage.Kind> all = new ArrayList<>(Damage.ACCIDENTS);
    all.addAll(Damage.REPLACEMENTS);
    all.addAll(Damage.STATEMENTS);
    all.addAll(Mishap.REWRITTEN);
    all.addAll(Mishap.NOTED);
    all.addAll(Mishap.MOVED);
    return all;
  }

  @Test
  void noneTakesADamagedFolderForAWholeOne() throws Exception {
    assertThat(attack(all(), Damage.allFiles(), 110)).isEmpty();
  }

  @Test
  void noneWaitsForWhatNeverEnds() throws Exception {
    // Each file once; judging has met them all.
    List<Damage.Kind> kinds = Mishap.endless(whole);
    List<Damage.Kind> some =
        IntStream.iterate(2, n -> n < kinds.size(), n -> n + 3).mapToObj(kinds::get).toList();

    assertThat(attack(some, Damage.allFiles(), some.size())).isEmpty();
  }

  /** Nor where it lies in the way of what a command writes. */
  @Test
  void noneWritesToWhatLiesInItsWay() throws Exception {
    Path elsewhere = Files.writeString(out.resolve("elsewhere"), "not a run's");
    for (String name : List.of("verdict.json", "index.html", "metrics.csv")) {
      for (String place : List.of(name, name + ".partial")) {
        RunFolder copy = copyOf(whole, 0);
        Path way = copy.path().resolve(place);
        for (boolean isPipe : List.of(true, false)) {
          Files.deleteIfExists(way);
          if (isPipe) {
            Mishap.pipe(way);
          } else {
            Files.createSymbolicLink(way, elsewhere);
          }

          CommandLineOf said =
              CommandLineOf.report("report", "--no-pictures", copy.path().toString());

          assertThat(said.status()).as(place + ": " + said).isZero();
          assertThat(copy.path().resolve(name)).isRegularFile();
          assertThat(elsewhere).hasContent("not a run's");
        }
      }
    }
  }

  /** Of all runs at once no logs are read: a verdict that was altered is none there. */
  @Test
  void overviewsShowNoVerdictThatWasAltered() throws Exception {
    List<Damage.Kind> kinds = all();
    List<String> names = List.of("verdict.json", "run.json", "digests.json");
    List<String> complaints = new ArrayList<>();
    int shown = 0;
    for (int n = 0; n < 220; n++) {
      RunFolder copy = copyOf(whole, 0);
      kinds.get(n % kinds.size()).happen(new Damage(copy, other, n, names));
      RecordedRun run = RecordedRun.read(copy);
      if (same(copy, whole, names)) {
        continue;
      }
      if (run.problem().isEmpty() && !run.slos().equals(RecordedRun.read(whole).slos())) {
        complaints.add("kind %s, seed %s: %s".formatted(n % kinds.size(), n, run));
      }
      shown += run.problem().isEmpty() ? 1 : 0;
      if (run.problem().lines().count() > 1 || run.problem().contains("Exception")) {
        complaints.add("kind %s, seed %s: %s".formatted(n % kinds.size(), n, run.problem()));
      }
    }
    assertThat(complaints).isEmpty();
    // White space between what is written, and nothing else.
    assertThat(shown).isLessThan(30);
  }

  @Test
  void aVerdictOfAnotherRunIsNotThisOnes() throws IOException {
    Files.copy(other.verdictJson(), whole.verdictJson(), StandardCopyOption.REPLACE_EXISTING);

    assertThat(RecordedRun.read(whole).problem()).contains("verdict.json", "another run's");
  }

  @Test
  void filesThatNoRunKnowsAndTimesOfFilesChangeNothing() throws IOException {
    RunFolder copy = copyOf(whole, 0);
    List<CommandLineOf> before =
        commandsOn(copy).stream().map(line -> CommandLineOf.report(line.split(" ", -1))).toList();
    Mishap.strangers(copy.path());
    for (String name : Damage.allFiles()) {
      Files.setLastModifiedTime(
          copy.path().resolve(name),
          FileTime.from(
              Instant.parse(
                  name.length() % 2 == 0 ? "2199-01-01T00:00:00Z" : "1969-01-01T00:00:00Z")));
    }

    assertThat(commandsOn(copy).stream().map(line -> CommandLineOf.report(line.split(" ", -1))))
        .isEqualTo(before);
    assertThat(CommandLineOf.report("judge", copy.path().toString()).status()).isZero();
  }

  /** Whoever writes on, is not waited for. */
  @Test
  void aFileThatGrowsWhileItIsReadIsDamaged() throws Exception {
    for (String name : Damage.allFiles()) {
      RunFolder copy = copyOf(whole, 0);
      Path file = copy.path().resolve(name);
      AtomicBoolean on = new AtomicBoolean(true);
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.APPEND)) {
                  while (on.get()) {
                    out.write(new byte[1 << 12]);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      try {
        while (Files.size(file) == Files.size(whole.path().resolve(name))) {
          Thread.onSpinWait();
        }
        for (String command : List.of("judge ", "export --format csv ", "report --no-pictures ")) {
          CommandLineOf said = CommandLineOf.report((command + copy.path()).split(" ", -1));
          assertThat(said.out() + said.err())
              .as(name + ": " + command)
              .contains("INVALID")
              .doesNotContain("Exception", "PASS");
          assertThat(said.err().lines().count()).isLessThan(2);
        }
      } finally {
        on.set(false);
        writer.join();
      }
    }
  }
}

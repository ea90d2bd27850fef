package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of several runs that were judged together, as the commands take them. */
class StartsTest {
  private static final String SETTINGS =
      """
      {
        "parameters" : { "runs" : 3 }, "embedded" : true,
        "slos" : { "median" : { "metric" : "response-time-p50", "must-pass" : "< 15 ms" } }
      }
      """;

  @TempDir private Path results;
  private RunFolder above;

  @BeforeEach
  void threeStarts() throws IOException {
    above = new RunFolder(Files.createDirectory(results.resolve("Judged-1")));
    Files.writeString(above.settingsJson(), SETTINGS);
    for (int number = 1; number <= 3; number++) {
      Files.move(
          MadeRun.of(results, 7 + number).settings(SETTINGS).complete().path(),
          above.start(number).path());
    }
  }

  @Test
  void allAreJudgedTogether() throws IOException {
    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).as(judged.err()).isZero();
    assertThat(judged.out())
        .contains("median of 3 starts: ", "note: run-2: PASS", "verdict: PASS")
        .contains("the system was started anew for each run");
    assertThat(above.verdictJson()).content().contains("\"folder\" : \"run-3\"");
  }

  @Test
  void oneThatIsMissingIsNotForgotten() throws IOException {
    Files.move(above.start(3).path(), results.resolve("elsewhere"));

    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).isEqualTo(2);
    assertThat(judged.out()).contains("verdict: INCOMPLETE", "2 of 3 runs were made");
  }

  /** The same numbers twice are no second start. */
  @Test
  void oneThatCameTwiceIsNoOtherStart() throws IOException {
    try (Stream<Path> files = Files.list(above.start(2).path())) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            above.start(3).path().resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }

    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).isEqualTo(2);
    assertThat(judged.out()).contains("verdict: INVALID", "run-3 is run-2 again: both began at ");
  }

  @Test
  void oneOfAnotherSimulationIsNotMixedIn() throws IOException {
    Files.move(above.start(3).path(), results.resolve("aside"));
    Files.move(
        MadeRun.of(results, 10)
            .settings(SETTINGS)
            .described("Another", info -> info)
            .complete()
            .path(),
        above.start(3).path());

    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).isEqualTo(2);
    assertThat(judged.out())
        .contains(
            "verdict: INVALID", "run-3 is of Another on test at scale 1.0, and run-1 of Judged");
  }

  @Test
  void whatWasToBeRunIsReadOrDamaged() throws IOException {
    for (String runs : new String[] {"\"three\"", "1e99", "[]", "null", "{}", "true"}) {
      Files.writeString(
          above.settingsJson(), SETTINGS.replace("\"runs\" : 3", "\"runs\" : " + runs));

      CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

      assertThat(judged.err()).as(runs).doesNotContain("Exception", "\tat ");
      assertThat(judged.err().lines().count()).as(judged.err()).isLessThan(2);
      assertThat(judged.status()).as(runs + judged).isNotZero();
    }
  }

  /** Otherwise two of three runs would be all of two. */
  @Test
  void howManyWereToBeMadeIsNotGuessed() throws IOException {
    Files.delete(above.settingsJson());

    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).as(judged.toString()).isEqualTo(2);
    assertThat(judged.out() + judged.err()).contains("damaged: settings.json: missing");
  }

  @Test
  void oneTooManyDoesNotBelong() throws IOException {
    Files.move(MadeRun.of(results, 12).settings(SETTINGS).complete().path(), above.start(4).path());

    CommandLineOf judged = CommandLineOf.report("judge", above.path().toString());

    assertThat(judged.status()).isEqualTo(2);
    assertThat(judged.out()).contains("verdict: INVALID", "4 runs lie here, and 3 were to be made");
  }

  @Test
  void thePageOfAllLinksThoseOfEach() {
    CommandLineOf written = CommandLineOf.report("report", above.path().toString());

    assertThat(written.status()).as(written.err()).isZero();
    assertThat(written.out()).contains("PASS: " + above.path().resolve("index.html"));
    assertThat(above.path().resolve("index.html"))
        .content()
        .contains("<a href=\"run-2/index.html\">", "3 starts", "between them");
    assertThat(above.path().resolve("junit.xml")).content().contains("median");
  }

  @Test
  void aCommandForOneRunNamesThoseThereAre() {
    CommandLineOf compared =
        CommandLineOf.report("compare", above.path().toString(), above.start(2).path().toString());

    assertThat(compared.status()).isEqualTo(64);
    assertThat(compared.err())
        .contains("Judged-1 holds 3 runs: name one of them, for example ")
        .contains("run-1");
  }

  @Test
  void eachIsARunOfTheHistoryByTheNameOfBothFolders() {
    assertThat(CommandLineOf.report("history", results.toString()).out())
        .contains("Judged-1/run-1", "Judged-1/run-3");
  }
}

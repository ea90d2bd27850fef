package io.hybridperf.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.report.cli.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a command does not understand, or would not use, is one line, and nothing is written. */
class MistakenCommandsTest {
  private static final String SETTINGS =
      """
      {"slos":{"median":{"metric":"response-time-p50","must-pass":"< 15 ms"}}}
      """;

  @TempDir private Path results;
  private String first = "";
  private String second = "";

  @BeforeEach
  void twoRuns() throws IOException {
    first = run(10);
    second = run(12);
    Files.writeString(results.resolve("file"), "no folder");
  }

  private String run(long responseMillis) throws IOException {
    return MadeRun.of(results, responseMillis)
        .settings(SETTINGS)
        .findings(CapacityDetail.of(7_000, 7_280, 8_400))
        .complete()
        .path()
        .toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          jugde A                                | Unmatched argument
          judge A B                              | Unmatched argument
          judge A --gate silver                  | silver
          judge --settings R/file A              | --settings=
          judge R/file                           | name the folder of a run
          report R/nowhere                       | name the folder of a run
          compare A A                            | is named twice
          compare A R/../R/nowhere               | name the folder of a run
          compare --threshold 5 A B              | expected a percentage
          compare --threshold -5% A B            | expected a percentage
          compare --threshold nonsense=5% A B    | no metric begins with nonsense
          compare --threshold p99=5% A B         | no metric begins with p99
          compare --threshold throughptu=5% A B  | did you mean 'throughput'
          compare --threshold 5% --threshold 7% A B | there is one for all metrics already
          compare --threshold recall=5% --threshold recall=7% A B | there is one for recall already
          compare --out R/file A B               | cannot be made
          history R/file                         | is no folder
          history --p-value 2 R                  | must be more than 0
          history --least-change Infinity R      | expected a percentage
          history --least-change NaN R           | expected a percentage
          history --recent 0 R                   | --recent=0 must be at least 1
          history --json R/nowhere/x.json R      | there is no such folder
          history --json R R                     | cannot write
          export A                               | Missing required option
          export --format xml A                  | xml
          export --format csv --out R/no/x A     | there is no such folder
          export --format csv --scope phase:peak A | --scope and --series are for --format hgrm
          export --format json --series service-time A | --scope and --series are for --format hgrm
          export --format hgrm --scope nonsense A | --scope=nonsense
          export --format hgrm --series nonsense A | no answers
          merge A                                | there is nothing to merge
          merge A A                              | came twice
          merge --out R/file A B                 |
          capacity --qps 15.000 A                | 15.000 could be read as 15 or as 15000
          capacity --qps 15,000 A                | is no rate
          capacity --qps Infinity A              | is no rate
          capacity --qps 5d A                    | is no rate
          capacity --qps 1e300 A                 | is no rate
          capacity --qps 0 A                     | is no rate
          capacity --qps -1 A                    | is no rate
          capacity --gpus 0 A                    | must be more than 0
          capacity --gpus 1,2 A                  | name one for each
          checklist --qps NaN R                  | is no rate
          checklist --qps 7.000 R                | 7.000 could be read as 7 or as 7000
          checklist --root R/file R              | is no folder
          serve --port 99999 R                   | must be 0 to 65535
          serve R/file                           | is no folder
          """)
  void aMistakeIsOneLine(String line, String message) {
    CommandLineOf said =
        CommandLineOf.report(
            line.replaceAll("\\bR\\b", results.toString())
                .replaceAll("\\bA\\b", first)
                .replaceAll("\\bB\\b", second)
                .split(" ", -1));

    assertThat(said.status()).as(said.toString()).isEqualTo(ExitStatus.MISTAKE);
    assertThat(said.err().lines().count()).as(said.err()).isEqualTo(1);
    assertThat(said.err()).startsWith("report: ").doesNotContain("Exception:", "\tat ");
    assertThat(said.err()).contains(message == null ? "" : message);
  }
}

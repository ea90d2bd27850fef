package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.SimulatedRun;
import io.hybridperf.measurement.SimulatedRun.Fate;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.LoadProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the files of a run say of each other and of themselves, where no digest says it. */
class DisagreeingFilesTest {
  @TempDir private Path results;
  private RunFolder folder = new RunFolder(Path.of("unset"));

  @BeforeEach
  void run() {
    SimulatedRun run =
        new SimulatedRun(
            results, LoadProfile.empty().constant("steady", 100, Duration.ofSeconds(5)));
    run.run((_, _) -> Fate.ok(1_000_000));
    folder = run.folder();
  }

  private static void change(ObjectNode in, String field, String value) throws IOException {
    if (value.equals("missing")) {
      in.remove(field);
    } else {
      in.set(field, Json.mapper().readTree(value));
    }
  }

  private String damage() {
    return RunLog.read(folder, RunInfo.readFrom(folder)).damage().orElse("");
  }

  @Test
  void nothingIsWrongWithAWholeRun() {
    assertThat(damage()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 |          | start            | 0.5     | line 1: starts at 0.5 s, where the line before ends at 0.0 s
          3 |          | start            | 1       | line 3: starts at 1.0 s
          3 |          | end              | 1       | line 3: lasts from
          3 |          | end              | 1e9     | line 3: lasts from
          3 |          | clamped          | -1      | line 3: counts below 0
          3 |          | early            | -1      | line 3: counts below 0
          3 |          | planZero         | 900     | line 3: planZero = 900.0 after
          3 |          | planZero         | missing | line 3: planZero = null after
          3 | sent     | nowhere/simple   | 1       | line 3: phase 'nowhere' is not in run.json
          3 | answered | nowhere/simple/OK | 1      | line 3: phase 'nowhere' is not in run.json
          3 | dropped  | nowhere/simple   | 1       | line 3: phase 'nowhere' is not in run.json
          3 | sent     | steady/simple/OK | 1       | line 3: steady/simple/OK is not a name of this kind
          3 | answered | steady/simple    | 1       | line 3: steady/simple is not a name of this kind
          3 | sent     | steady/simple    | 0       | line 3: steady/simple = 0 is not a count
          3 | sent     | steady/simple    | -7      | line 3: steady/simple = -7 is not a count
          3 | dropped  | steady/simple    | 0       | line 3: steady/simple = 0 is not a count
          3 | sent     | steady/simple    | 1       | more of steady/simple were answered than sent
          3 | answered | steady/other/OK  | 1       | 1 more of steady/other were answered than sent
          """)
  void countersThatCannotBeAreNamed(
      int number, String object, String field, String value, String said) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(folder.counters()));
    ObjectNode line = (ObjectNode) Json.mapper().readTree(lines.get(number - 1));
    change(object == null ? line : (ObjectNode) line.get(object), field, value);
    lines.set(number - 1, line.toString());
    Files.write(folder.counters(), lines);

    assertThat(damage()).startsWith("damaged: counters.jsonl").contains(said);
  }

  @ParameterizedTest
  @CsvSource({
    "scale, 0, scale",
    "scale, -1, scale",
    "scale, null, scale",
    "scale, missing, scale",
    "scale, \"1\", scale",
    "seed, null, seed",
    "seed, 1.5, ",
    "gate, null, gate",
    "gate, missing, gate",
    "status, 1, ",
    "status, \"DONE\", DONE",
    "status, missing, status",
    "start, \"today\", today",
    "start, missing, start",
    "phases, null, phases",
    "parameters, null, parameters",
    "machine, missing, machine",
    "more, 1, more",
    "schemaVersion, 99, schemaVersion 99",
    "schemaVersion, missing, schemaVersion missing",
    "schemaVersion, \"2\", schemaVersion",
    "schemaVersion, 2.0, schemaVersion",
  })
  void whatARunCannotHaveBeenIsNamed(String field, String value, String said) throws IOException {
    ObjectNode run = (ObjectNode) Json.read(folder.runJson(), JsonNode.class);
    change(run, field, value);
    Json.write(folder.runJson(), run);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunInfo.readFrom(folder))
        .withMessageContaining("run.json")
        .withMessageContaining(said == null ? "" : said)
        .withMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          response-time | (?s).*          | ''          | its head is missing
          dispatch-lag  | (?s)Tag=.*      | ''          | values of dispatch-lag/steady/simple/OK from
          service-time  | BaseTime: [0-9] | BaseTime: 9 | of another run
          response-time | version 1.[0-9] | version 9.9 | of an unknown version
          values        | version 1.[0-9] | version 9.9 | of an unknown version
          dispatch-lag  | .{40}(?=\\s*$)  | ''          | a histogram
          service-time  | simple/OK       | other/OK    | where counters.jsonl has none
          service-time  | steady/simple/OK | steady     | steady' is not phase/label
          """)
  void aLogThatIsNotOfTheRunIsNamed(String log, String found, String put, String said)
      throws IOException {
    Path file = folder.log(log);
    Files.writeString(file, Files.readString(file).replaceFirst(found, put));

    assertThat(damage()).startsWith("damaged: " + file.getFileName()).contains(said);
  }

  @Test
  void aLogThatIsMissingIsNamed() throws IOException {
    for (String log : RunFolder.LOGS) {
      byte[] before = Files.readAllBytes(folder.log(log));
      Files.delete(folder.log(log));
      assertThat(damage()).isEqualTo("damaged: %s.hlog: missing".formatted(log));
      Files.write(folder.log(log), before);
    }
  }

  @Test
  void phasesThatLeaveAGapAreNamed() throws IOException {
    ObjectNode run = (ObjectNode) Json.read(folder.runJson(), JsonNode.class);
    ((ObjectNode) run.get("phases").get(0)).put("startSeconds", 3);
    Json.write(folder.runJson(), run);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunInfo.readFrom(folder))
        .withMessageContaining("phase 'steady' does not begin where the one before it ends");
  }
}

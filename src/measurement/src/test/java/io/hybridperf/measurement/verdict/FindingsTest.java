package io.hybridperf.measurement.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindingsTest {
  @TempDir Path path;

  @Test
  void whatWasFoundIsReadBackFromTheRunsFolder() {
    Findings found =
        Findings.none()
            .measured("speed-up", 2.25, 40)
            .notMeasured("recovery-time", "the peak was never reached")
            .invalid("speed-up-p50", "nothing was compared")
            .line("speed-up 2.25 [2.1, 2.4]")
            .detail("comparison", JsonNodeFactory.instance.objectNode().put("blocks", 6));
    RunFolder folder = new RunFolder(path);

    found.writeTo(folder);

    Findings read = Findings.readFrom(folder);
    assertThat(read.metrics().get("speed-up")).contains(new ExternalMetrics.Measured(2.25, 40));
    assertThat(read.metrics().get("recovery-time"))
        .contains(new ExternalMetrics.NotMeasured("the peak was never reached"));
    assertThat(read.metrics().get("speed-up-p50"))
        .contains(new ExternalMetrics.Invalid("nothing was compared"));
    assertThat(read.lines()).isEqualTo(found.lines());
    assertThat(read.details()).isEqualTo(found.details());
  }

  @Test
  void aFolderWithoutFindingsHasNone() {
    assertThat(Findings.readFrom(new RunFolder(path)).metrics().get("speed-up")).isEmpty();
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    Files.writeString(path.resolve("findings.json"), "{");

    assertThatThrownBy(() -> Findings.readFrom(new RunFolder(path)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("findings.json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"value\": -1e300, \"samples\": 1}",
        "{\"value\": -0.1, \"samples\": 1}",
        "{\"value\": true, \"samples\": 1}",
        "{\"value\": \"3\", \"samples\": 1}",
        "{\"value\": null, \"samples\": 1}",
        "{\"value\": [3], \"samples\": 1}",
        "{\"value\": 3, \"samples\": -1}",
        "{\"value\": 3, \"samples\": \"9\"}",
        "{\"value\": 3}",
        "{\"samples\": 3}",
        "{\"notMeasured\": 3}",
        "{\"invalid\": true}",
        "3",
      })
  void whatNothingCanHaveMeasuredIsNamed(String metric) throws IOException {
    RunFolder folder = new RunFolder(path);
    Files.writeString(
        folder.findingsJson(), "{\"metrics\": {\"a\": %s}, \"lines\": []}".formatted(metric));

    assertThatThrownBy(() -> Findings.readFrom(folder))
        .isInstanceOf(DamagedFile.class)
        .hasMessageStartingWith("damaged: findings.json");
  }
}

package io.hybridperf.measurement.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckedFileTest {
  @TempDir private Path folder;

  private Path pipe(String name) throws IOException, InterruptedException {
    Path pipe = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private Path link(String name, Path to) throws IOException {
    return Files.createSymbolicLink(folder.resolve(name), to);
  }

  @Test
  void whatIsNoFileIsNotOpened() throws Exception {
    for (Path each : List.of(pipe("pipe"), link("zero", Path.of("/dev/zero")), folder)) {
      assertThatThrownBy(() -> CheckedFile.bytes(each))
          .isInstanceOf(DamagedFile.class)
          .hasMessageContaining("not a file");
      assertThatThrownBy(() -> CheckedFile.sha256(each)).isInstanceOf(DamagedFile.class);
      assertThatThrownBy(() -> CheckedFile.completeLines(each, (_, _) -> {}))
          .isInstanceOf(DamagedFile.class);
    }
  }

  /** To read on would wait for the kernel, or who writes. */
  @ParameterizedTest
  @ValueSource(strings = {"/proc/kmsg", "/proc/self/pagemap"})
  void whatCallsItselfAFileIsReadUpToTheSizeThatItHas(String endless) throws IOException {
    Path file = link("link", Path.of(endless));
    List<String> lines = new ArrayList<>();

    assertThatThrownBy(() -> Json.read(file, JsonNode.class)).isInstanceOf(DamagedFile.class);
    try {
      CheckedFile.completeLines(file, (line, _) -> lines.add(line));
    } catch (DamagedFile notOurs) {
      // Where the user may not read it at all.
    }

    assertThat(lines).isEmpty();
  }

  @Test
  void whatIsTooLargeIsNotReadToSaySo() throws IOException {
    Path hole = folder.resolve("hole");
    try (RandomAccessFile file = new RandomAccessFile(hole.toFile(), "rw")) {
      file.setLength(CheckedFile.MOST_BYTES_OF_LINES + 1);
    }

    assertThatThrownBy(() -> CheckedFile.bytes(hole)).hasMessageContaining("larger than 64 MiB");
    assertThatThrownBy(() -> CheckedFile.sha256(hole)).hasMessageContaining("larger than 8192 MiB");
    assertThatThrownBy(() -> CheckedFile.completeLines(hole, (_, _) -> {}))
        .hasMessageContaining("larger than 8192 MiB");
  }

  @Test
  void whatIsReadIsTheWholeFile() throws IOException {
    byte[] bytes = new byte[200_003];
    Arrays.fill(bytes, (byte) '\n');
    Path file = Files.write(folder.resolve("lines"), bytes);
    int[] lines = {0};

    CheckedFile.completeLines(file, (_, _) -> lines[0]++);

    assertThat(lines[0]).isEqualTo(bytes.length);
    assertThat(CheckedFile.bytes(file)).isEqualTo(bytes);
    assertThat(CheckedFile.sha256(file)).isEqualTo(CheckedFile.sha256(bytes));
  }

  @Test
  void nothingIsWrittenToWhatLiesInTheWay() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "another's");
    pipe("a.json.partial");
    link("b.json.partial", elsewhere);
    link("c.json", elsewhere);

    for (String name : List.of("a.json", "b.json", "c.json")) {
      Json.write(folder.resolve(name), List.of(1));
      assertThat(Json.read(folder.resolve(name), int[].class)).containsExactly(1);
    }

    assertThat(elsewhere).hasContent("another's");
  }
}

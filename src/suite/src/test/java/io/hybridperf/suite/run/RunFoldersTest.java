package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.measurement.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFoldersTest {
  @TempDir private Path results;

  @Test
  void runsThatWereGivenOneFolderAtOnceGetOneEachAndKeepTheirSettings() {
    Set<Path> folders = new ConcurrentSkipListSet<>();
    IntStream.range(0, 20)
        .parallel()
        .forEach(run -> {
          try {
            RunFolder mine = RunFolders.claimed(results.resolve("Burst-1"), "settings of " + run);
            folders.add(mine.path());
            assertThat(mine.path().resolve("settings.json")).hasContent("settings of " + run);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });

    assertThat(folders)
        .hasSize(20)
        .contains(results.resolve("Burst-1"), results.resolve("Burst-1-20"));
  }

  @Test
  void aFolderThatIsThereWithoutARunIsTaken() throws Exception {
    Path empty = Files.createDirectory(results.resolve("Burst-1"));

    assertThat(RunFolders.claimed(empty, "mine").path()).isEqualTo(empty);
  }

  @Test
  void aFileInTheFoldersPlaceIsSaid() throws Exception {
    Path file = Files.createFile(results.resolve("Burst-1"));

    assertThatThrownBy(() -> RunFolders.claimed(file, "mine")).isInstanceOf(IOException.class);
  }
}

package io.hybridperf.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassArchiveTest {
  @TempDir Path folder;
  private Path archive;
  private String classPath;

  @BeforeEach
  void makeArchiveAndJars() throws IOException {
    archive = file("classes.jsa", 2_000);
    classPath = file("a.jar", 1_000) + File.pathSeparator + file("b.jar", 1_500);
  }

  @Test
  void anArchiveYoungerThanEveryJarStays() throws IOException {
    ClassArchive.removeIfStale(archive, classPath);

    assertThat(archive).exists();
  }

  @Test
  void anArchiveOlderThanAJarGoes() throws IOException {
    file("b.jar", 3_000);

    ClassArchive.removeIfStale(archive, classPath);

    assertThat(archive).doesNotExist();
  }

  @Test
  void noArchiveIsNoMatter() throws IOException {
    Files.delete(archive);

    ClassArchive.removeIfStale(archive, classPath);

    assertThat(archive).doesNotExist();
  }

  private Path file(String name, long modifiedMillis) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, name);
    return Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMillis));
  }
}

package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedHomeTest {
  @TempDir private Path folder;

  private static void add(JarOutputStream jar, String name, String content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    jar.closeEntry();
  }

  private Path jar(String... names) throws IOException {
    // A blank in its path is not to be lost in its URL.
    Path file = folder.resolve("a load.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String name : names) {
        add(jar, name, "# " + name + "\n");
      }
    }
    return file;
  }

  @Test
  void whatIsPackedIsUnpackedAndNothingElse() throws IOException {
    Path jar =
        jar(
            "hybrid-perf/config/hybrid-perf.conf",
            "hybrid-perf/config/environments/lab.conf",
            "other/config/hybrid-perf.conf");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Path home = PackedHome.unpacked(loader).orElseThrow();

      assertThat(home.resolve("config/hybrid-perf.conf")).content().contains("hybrid-perf.conf");
      assertThat(home.resolve("config/environments/lab.conf")).exists();
      try (var all = Files.walk(home)) {
        assertThat(all.filter(Files::isRegularFile)).hasSize(2);
      }
    }
  }

  @Test
  void withoutSuchAJarThereIsNone() throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar("other/file").toUri().toURL()}, null)) {
      assertThat(PackedHome.unpacked(loader)).isEmpty();
    }
  }
}

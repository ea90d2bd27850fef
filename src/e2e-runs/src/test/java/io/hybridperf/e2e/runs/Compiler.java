package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;

/** Compiles what a reader of our pages would write. */
final class Compiler {
  private Compiler() {}

  /**
   * Compiles one class on the test's class path, warnings being errors.
   *
   * @param folder for its source and its classes
   * @param name of the class
   * @param code of it
   * @return where the classes are
   */
  static Path compile(Path folder, String name, String code) throws IOException {
    Path source = Files.createDirectories(folder.resolve("source")).resolve(name + ".java");
    Files.writeString(source, code);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:all,-processing,-path,-classfile",
                "-Werror",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertThat(status).isZero();
    return classes;
  }
}

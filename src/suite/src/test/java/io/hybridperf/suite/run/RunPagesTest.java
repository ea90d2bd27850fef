package io.hybridperf.suite.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPagesTest {
  @TempDir private Path home;

  /** Stands in for the report. */
  static final class Stand {
    private Stand() {}

    public static void main(String[] arguments) throws IOException {
      Path page = Path.of(arguments[1], "index.html");
      if (arguments[1].endsWith("full")) {
        System.err.println("report: no space left");
        System.exit(2);
      }
      Files.writeString(page, "");
      System.out.println("PASS: " + page);
    }
  }

  private String said(Path folder) throws IOException {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      RunPages.write(home, folder);
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  private void build() throws IOException {
    Path target = Files.createDirectories(home.resolve("src/report/target"));
    Files.writeString(
        target.resolve("report.args"),
        "-cp \"%s\" %s"
            .formatted(
                System.getProperty("java.class.path").replace('\\', '/'), Stand.class.getName()));
  }

  @Test
  void saysLastWhereThePageIs() throws IOException {
    build();
    Path folder = Files.createDirectories(home.resolve("run"));

    assertThat(said(folder))
        .isEqualToNormalizingNewlines(
            "Report: %s\n".formatted(folder.resolve("index.html").toUri()));
  }

  @Test
  void saysInOneLineWhyThereIsNoPage() throws IOException {
    build();

    assertThat(said(home.resolve("full")))
        .startsWith("No report: report: no space left; try again: mvn -q -Dreport=")
        .hasLineCount(1);
  }

  @Test
  void saysThatTheReportIsNotBuilt() throws IOException {
    assertThat(said(home.resolve("run"))).contains("not built").hasLineCount(1);
  }
}

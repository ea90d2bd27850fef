package io.hybridperf.suite.run;

import io.hybridperf.suite.watch.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Has a run's pages written, by a process of its own: what it needs stays off Gatling's class path,
 * its memory is its own, and what goes wrong in it is one line, never a verdict.
 *
 * <p>Waited for is the page; its pictures, which take some seconds more, follow. Where {@code CI}
 * is in the environment they are waited for too, since a pipeline archives what is there at the
 * end.
 */
final class RunPages {
  private static final long LONGEST_SECONDS = 60;

  /** How much is waited for. */
  private enum Wait {
    NONE,
    PAGE,
    ALL
  }

  private RunPages() {}

  /**
   * Writes them, and says where the page is.
   *
   * @param home the project's folder
   * @param folder the run's
   */
  static void write(Path home, Path folder) {
    String asked = System.getProperty("hybridperf.report");
    Wait wait =
        asked != null
            ? Wait.valueOf(asked.toUpperCase(Locale.ROOT))
            : System.getenv("CI") == null ? Wait.PAGE : Wait.ALL;
    if (wait == Wait.NONE) {
      return;
    }
    Path arguments = home.resolve("src").resolve("report").resolve("target").resolve("report.args");
    if (!Files.exists(arguments)) {
      noPage("the report is not built here", folder);
      return;
    }
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "@" + arguments,
                  "report",
                  folder.toString())
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      follow(process, folder, wait);
    } catch (IOException e) {
      noPage(String.valueOf(e.getMessage()), folder);
    }
  }

  private static void follow(Process process, Path folder, Wait wait) throws IOException {
    CompletableFuture.delayedExecutor(LONGEST_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    Path page = folder.resolve("index.html");
    String last = "it ended without a word, or not within %s s".formatted(LONGEST_SECONDS);
    boolean written = false;
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      last = line;
      if (line.endsWith(page.toString())) {
        written = true;
        Console.say("Report: " + page.toUri());
        if (wait == Wait.PAGE) {
          return;
        }
      }
    }
    if (!written) {
      noPage(last, folder);
    }
  }

  private static void noPage(String why, Path folder) {
    Console.say("No report: %s; try again: mvn -q -Dreport=\"report %s\"".formatted(why, folder));
  }
}

package io.hybridperf.report;

import io.hybridperf.measurement.run.RunFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures what the report may take, as {@code README.md} says: not a test, since times are the
 * machine's. Every command is a process of its own, started as a run starts it.
 */
final class Budgets {
  private static final int RATE = 7_000;
  private static final int SECONDS = 600;
  private static final int RUNS = 500;

  private final Path arguments;

  private Budgets(Path arguments) {
    this.arguments = arguments;
  }

  /**
   * Measures.
   *
   * @param given {@code target/report.args}, a folder for the runs, and optionally the seconds of
   *     the large run
   */
  public static void main(String[] given) throws IOException, InterruptedException {
    Budgets budgets = new Budgets(Path.of(given[0]));
    Path folder = Files.createDirectories(Path.of(given[1]));
    int seconds = given.length > 2 ? Integer.parseInt(given[2]) : SECONDS;
    RunFolder run = large(folder.resolve("large-" + seconds), seconds);
    Path many = many(folder.resolve("many"));
    budgets.measure("page, Markdown, JUnit, CSV, JSON", 5, "report", "--no-pictures", run(run));
    budgets.measure("the same, static charts and PNG", 12, "report", run(run));
    budgets.measure("history of " + RUNS + " runs", 3, "history", many.toString());
    budgets.measure("overview of " + RUNS + " runs", 3, "serve", "--port", "0", many.toString());
  }

  private static String run(RunFolder run) {
    return run.path().toString();
  }

  private static RunFolder large(Path results, int seconds) throws IOException {
    if (Files.exists(results)) {
      try (Stream<Path> made = Files.list(results)) {
        return new RunFolder(made.findFirst().orElseThrow());
      }
    }
    return new LargeRun(RATE, seconds).in(Files.createDirectories(results));
  }

  private static Path many(Path results) throws IOException {
    if (!Files.exists(results)) {
      Files.createDirectories(results);
      for (int day = 0; day < RUNS; day++) {
        OverviewRun.of(day, (day < RUNS / 2 ? 8 : 8.4) + day % 7 / 40.0).in(results);
      }
    }
    return results;
  }

  private void measure(String what, int seconds, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + arguments);
    line.addAll(List.of(command));
    long begun = System.nanoTime();
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    long[] peak = {0};
    Thread watch =
        Thread.ofVirtual()
            .start(() -> {
              while (process.isAlive()) {
                peak[0] = Math.max(peak[0], peakMegabytes(process.pid()));
                if (!pause()) {
                  return;
                }
              }
            });
    String last = "";
    boolean served = false;
    BufferedReader lines = process.inputReader();
    for (String said = lines.readLine(); said != null; said = lines.readLine()) {
      last = said;
      int at = said.indexOf("http://");
      if (command[0].equals("serve") && at >= 0) {
        served = opens(URI.create(said.substring(at).split("[ ,]", 2)[0]));
        break;
      }
    }
    if (served) {
      print(what, begun, seconds, peak[0], "");
      process.destroy();
    }
    int status = process.waitFor();
    if (!served) {
      print(what, begun, seconds, peak[0], status == 0 ? "" : ", status " + status + ": " + last);
    }
    watch.interrupt();
  }

  private static void print(String what, long begun, int seconds, long megabytes, String more) {
    System.out.printf(
        Locale.ROOT,
        "%-34s %6.2f s of %2d s, at most %d MB of memory%s%n",
        what,
        (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1),
        seconds,
        megabytes,
        more);
  }

  private static boolean opens(URI page) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 && answer.body().contains("Burst");
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(20);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** What Linux knows: the most that was resident at once, code and stacks of the JVM too. */
  private static long peakMegabytes(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", "" + pid, "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException gone) {
      return 0;
    }
  }
}

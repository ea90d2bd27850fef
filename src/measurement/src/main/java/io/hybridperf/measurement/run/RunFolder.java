package io.hybridperf.measurement.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The folder of one run and the names of the files in it.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {

  /** Name of the log of every series that has no log of its own. */
  public static final String VALUES = "values";

  /** The logs of a run, without their ending. */
  static final List<String> LOGS =
      List.of(Series.RESPONSE_TIME, Series.SERVICE_TIME, Series.DISPATCH_LAG, VALUES);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  /**
   * Makes the folder {@code <simulation>-<UTC time>} in a results folder.
   *
   * @param results the folder of all results, made if need be
   * @param simulation name of the simulation
   * @param start when the run starts
   * @return a new folder
   * @throws UncheckedIOException if it cannot be made
   */
  public static RunFolder create(Path results, String simulation, Instant start) {
    String name =
        simulation.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-")
            + "-"
            + STAMP.format(start);
    try {
      Files.createDirectories(results);
      for (int n = 1; ; n++) {
        try {
          return new RunFolder(
              Files.createDirectory(results.resolve(n == 1 ? name : name + "-" + n)));
        } catch (FileAlreadyExistsException taken) {
          // Two runs in one millisecond: the next number is free.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a run folder in " + results, e);
    }
  }

  /**
   * Configuration, versions, machine, profile and status.
   *
   * @return path of {@code run.json}
   */
  public Path runJson() {
    return path.resolve("run.json");
  }

  /**
   * The interval log of a series of its own: {@code response-time.hlog}, {@code service-time.hlog},
   * {@code dispatch-lag.hlog}; or of all others: {@code values.hlog}.
   *
   * @param name the series' name, or {@code values}
   * @return path of the log
   */
  public Path log(String name) {
    return path.resolve(name + ".hlog");
  }

  /**
   * Counters, a line a second.
   *
   * @return path of {@code counters.jsonl}
   */
  public Path counters() {
    return path.resolve("counters.jsonl");
  }

  /**
   * What the simulation found out beyond its series, see {@code Findings}.
   *
   * @return {@code findings.json}
   */
  public Path findingsJson() {
    return path.resolve("findings.json");
  }

  /**
   * What happened beside the load, as faults: a JSON object a line.
   *
   * @return {@code events.jsonl}
   */
  public Path events() {
    return path.resolve("events.jsonl");
  }

  /**
   * What generator and target used while the run went, see {@link ResourceLog}.
   *
   * @return {@code resources.jsonl}
   */
  public Path resources() {
    return path.resolve("resources.jsonl");
  }

  /**
   * The slowest calls of each phase and type, see {@code SlowCall}.
   *
   * @return {@code slowest-calls.jsonl}
   */
  public Path slowestCalls() {
    return path.resolve("slowest-calls.jsonl");
  }

  /**
   * What a Prometheus scraped while the run went, see {@code ScrapedSeries}.
   *
   * @return {@code scraped.jsonl}
   */
  public Path scraped() {
    return path.resolve("scraped.jsonl");
  }

  /**
   * All settings of the run, its objectives among them.
   *
   * @return {@code settings.json}
   */
  public Path settingsJson() {
    return path.resolve("settings.json");
  }

  /**
   * What the other files were when the run ended, see {@link Digests}.
   *
   * @return {@code digests.json}
   */
  Path digestsJson() {
    return path.resolve("digests.json");
  }

  /** All that a run writes and does not write again after its end; some runs lack some of them. */
  List<Path> recorded() {
    List<Path> files = new ArrayList<>();
    LOGS.forEach(name -> files.add(log(name)));
    files.addAll(
        List.of(
            counters(),
            settingsJson(),
            findingsJson(),
            events(),
            resources(),
            slowestCalls(),
            scraped(),
            runJson()));
    return files;
  }

  /**
   * The judgement.
   *
   * @return path of {@code verdict.json}
   */
  public Path verdictJson() {
    return path.resolve("verdict.json");
  }

  /**
   * The folder of one of several runs of a simulation, which are judged together here.
   *
   * @param number of the run, from 1
   * @return {@code run-1}
   */
  public RunFolder start(int number) {
    return new RunFolder(path.resolve("run-" + number));
  }

  /**
   * The folders of several runs that are judged together here.
   *
   * @return those that hold a {@code run.json}, in order; none if this is the folder of a single
   *     run
   */
  public List<RunFolder> starts() {
    if (Files.exists(runJson())) {
      return List.of();
    }
    return Stream.iterate(
            1, number -> Files.isDirectory(start(number).path()), number -> number + 1)
        .map(this::start)
        .filter(run -> Files.exists(run.runJson()))
        .toList();
  }
}

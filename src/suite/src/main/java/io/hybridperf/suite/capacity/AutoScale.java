package io.hybridperf.suite.capacity;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.repeat.SimulationCommand;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The scale at which the highest rate of a load is 60 % of what the target holds, so that the first
 * run on a machine nobody knows is neither a toy nor a collapse.
 *
 * <p>The capacity is searched for by the same simulation against the same target: a JVM of its own
 * runs it with a search in place of its load.
 *
 * @param scale what every rate is multiplied by
 * @param source one phrase that says where it comes from
 */
public record AutoScale(double scale, String source) {
  /** Of the capacity, for the highest rate of the load. */
  private static final double SHARE = 0.6;

  /** Set in the JVM that searches: where to aim. */
  private static final String TARGET_PROPERTY = "hybridperf.search.target";

  /** The search needs no more than an idea: 60 % is far from the edge. */
  private static final double TOLERANCE = 0.25;

  private static final double GROWTH = 2;
  private static final double START_SHARE = 0.005;
  private static final double HIGHEST_FACTOR = 20;
  private static final Duration HOLD = Duration.ofSeconds(3);
  private static final Duration MOST = Duration.ofSeconds(75);

  /**
   * A JVM that was just started misses at rates that it holds soon after. The warm-up goes up to a
   * rate at which there is something to compile; where that is too much, the search goes down.
   */
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  private static final double WARM_UP_FACTOR = 4;

  /** {@return where to aim, if this JVM is one that searches; otherwise nothing} */
  public static List<String> targetsToSearch() {
    String targets = System.getProperty(TARGET_PROPERTY);
    return targets == null ? List.of() : List.of(targets.split(",", -1));
  }

  /**
   * {@return the bounds of the search}
   *
   * @param highestRate of the simulation's own load at scale 1
   */
  public static CapacitySearch.Limits limits(double highestRate) {
    return new CapacitySearch.Limits(
        Math.max(1, highestRate * START_SHARE),
        Math.max(1, highestRate * HIGHEST_FACTOR),
        GROWTH,
        TOLERANCE);
  }

  public static CapacityRun.Times times(Duration deadline) {
    return new CapacityRun.Times(HOLD, MOST, deadline);
  }

  /**
   * {@return what is asked before the search}
   *
   * @param limits the bounds of the search
   */
  public static LoadProfile warmUp(CapacitySearch.Limits limits) {
    double to = Math.min(WARM_UP_FACTOR * limits.start(), limits.highest());
    return LoadProfile.empty()
        .then(new Phase(LoadProfile.WARM_UP, new Shape.Ramp(limits.start(), to), WARM_UP, false));
  }

  /**
   * Searches.
   *
   * @param simulation the class to run
   * @param targets where to aim
   * @param runFolder the folder of the run that is to be scaled; the search's lies in it
   * @param highestRate of its load at scale 1
   * @throws UserError if no capacity was found
   */
  public static AutoScale find(
      Class<?> simulation, List<String> targets, Path runFolder, double highestRate) {
    Path folder = runFolder.resolve("auto-scale");
    Console.say("scale=auto: searching for what the target holds, a minute and a half at most");
    List<String> output = new ArrayList<>();
    try {
      Files.createDirectories(folder);
      Process search =
          new ProcessBuilder(command(simulation, String.join(",", targets), folder))
              .redirectErrorStream(true)
              .start();
      try (BufferedReader lines = search.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          output.add(line);
          if (line.contains("step-") && line.contains("  ")) {
            Console.say("scale=auto: " + line.strip());
          }
        }
      }
      search.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("scale=auto: the search cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("scale=auto: interrupted");
    }
    Map<String, JsonNode> found = found(new RunFolder(folder));
    OptionalDouble capacity =
        found.entrySet().stream()
            .filter(entry -> entry.getKey().endsWith("capacity"))
            .mapToDouble(entry -> entry.getValue().path("capacityPerSecond").asDouble(0))
            .min();
    if (capacity.orElse(0) <= 0) {
      throw new UserError("scale=auto: " + why(output) + "; give a number, as -Dscale=0.05");
    }
    return of(capacity.getAsDouble(), highestRate);
  }

  private static Map<String, JsonNode> found(RunFolder search) {
    try {
      return Findings.readFrom(search).details();
    } catch (DamagedFile e) {
      throw new UserError("scale=auto: " + e.getMessage());
    }
  }

  static AutoScale of(double capacity, double highestRate) {
    return new AutoScale(
        SHARE * capacity / highestRate,
        String.format(Locale.ROOT, "auto: %.0f %% of %.4g/s found", 100 * SHARE, capacity));
  }

  private static String why(List<String> output) {
    return output.stream()
        .filter(line -> line.startsWith("capacity: ") || line.startsWith("hybrid-perf: "))
        .map(line -> line.replaceFirst("^hybrid-perf: ", ""))
        .findFirst()
        .orElseGet(() ->
            "the search ended without a result"
                + (output.isEmpty() ? "" : ": " + output.getLast()));
  }

  private static List<String> command(Class<?> simulation, String target, Path folder) {
    return SimulationCommand.of(
        simulation,
        folder,
        Map.of(Parameter.SCALE.key(), "1", TARGET_PROPERTY, target),
        "--no-reports");
  }
}

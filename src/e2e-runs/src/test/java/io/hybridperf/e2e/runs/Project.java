package io.hybridperf.e2e.runs;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.stack.StackLauncher;
import io.hybridperf.stack.StackProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A project's folder with a configuration of its own, which a test may change, and the build that
 * is there. Runs are started from it, one after the other or at once.
 */
final class Project {
  /** The folder of the whole project. */
  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** The exit status of a run that missed a gate. */
  static final int ASSERTIONS_FAILED = 2;

  /** The exit status after a mistake of the user's. */
  static final int MISTAKE = 64;

  /**
   * The environment of runs against a {@link FaultyCoordinator}: what the machine's other work may
   * disturb is shown and decides nothing, so that the planted fault alone does.
   */
  private static final String PLANTED =
      """
      description = "a coordinator of the test's"
      parameters { scale = 1, deadline = 20s }
      slos."p99 response time" { gated = false, reason = "a test machine" }
      slos."GPU utilisation" { gated = false, reason = "no GPU" }
      audit { p99-lag = 10s, late-after = 10s, start-late = 10s }
      """;

  private final Path folder;
  private final Path home;
  private final AtomicInteger runs = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();

  private Project(Path folder) {
    this.folder = folder;
    this.home = folder.resolve("home");
  }

  /**
   * Copies the configuration.
   *
   * @param folder an empty folder
   */
  static Project in(Path folder) {
    Project project = new Project(folder);
    try (Stream<Path> files = Files.walk(ROOT.resolve("config"))) {
      for (Path file : files.toList()) {
        Path copy = project.home.resolve(ROOT.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
      Files.createSymbolicLink(project.home.resolve("src"), ROOT.resolve("src"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return project
        // Load and time are the tests' own.
        .configure(
            "hybrid-perf.conf",
            "parameters.warmup-limit = 1s, confidence = 0, machine { others = 1, stolen = 1 }")
        .configure("environments/planted.conf", PLANTED);
  }

  /**
   * Starts an embedded stack that outlasts runs, so that several of them need not start one each.
   * Runs aim at it with {@code -Dtarget}; what they write is thrown away with it.
   */
  static StackProcess standingStack() {
    return standing(StackLauncher.built(ROOT));
  }

  /**
   * As {@link #standingStack()}, whose coordinator sends spans.
   *
   * @param collector its URL
   */
  static StackProcess tracedStack(String collector) {
    return standing(
        StackLauncher.java(
            List.of(
                "-Dcoordinator.tracing.otlp-endpoint=" + collector,
                "@" + ROOT.resolve("src/embedded/target/embedded-stack.args"))));
  }

  private static StackProcess standing(StackLauncher launcher) {
    return launcher
        .dataDir(ROOT.resolve("src/embedded/target/stack-data"))
        .option("writes", "discard")
        .start(_ -> {});
  }

  Path home() {
    return home;
  }

  /**
   * Adds to a file of the configuration; what is added wins over what was there.
   *
   * @param file as {@code simulations/Burst.conf}
   * @param text HOCON
   */
  Project configure(String file, String text) {
    Path path = home.resolve("config").resolve(file);
    String before = "";
    try {
      if (Files.exists(path)) {
        // Not set twice in one file, which is a mistake.
        Path was =
            path.resolveSibling("was-" + changes.incrementAndGet() + "-" + path.getFileName());
        Files.move(path, was);
        before = "include \"" + was.getFileName() + "\"\n";
      }
      Files.writeString(path, before + text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /**
   * Replaces an SLO's thresholds by one that decides.
   *
   * @param simulation whose
   * @param slo its name
   * @param mustPass as {@code "< 1 us"}
   */
  Project tighten(Class<? extends Simulation> simulation, String slo, String mustPass) {
    return configure(
        "simulations/" + simulation.getSimpleName() + ".conf",
        "slos.\"%s\" { must-pass = \"%s\", target = null, stretch = null, min-samples = 10 }"
            .formatted(slo, mustPass));
  }

  /**
   * Starts a run.
   *
   * @param simulation what
   * @param properties as {@code scale=0.01}
   */
  GatlingProcess start(Class<? extends Simulation> simulation, String... properties) {
    return GatlingProcess.start(
        simulation, home, folder.resolve("run-" + runs.incrementAndGet()), properties);
  }

  /**
   * Starts a run in a process group of its own, so that it can be interrupted as in a terminal.
   *
   * @param simulation what
   * @param properties as {@code scale=0.01}
   */
  GatlingProcess startInGroup(Class<? extends Simulation> simulation, String... properties) {
    return GatlingProcess.startInGroup(
        simulation, home, folder.resolve("run-" + runs.incrementAndGet()), properties);
  }

  /**
   * Starts a run against a coordinator of the test's, by a command that runs the one after it.
   *
   * @param wrapper as {@code nice}
   */
  GatlingProcess startBy(
      List<String> wrapper,
      Class<? extends Simulation> simulation,
      FaultyCoordinator coordinator,
      String... properties) {
    return GatlingProcess.start(
        wrapper,
        simulation.getName(),
        System.getProperty("java.class.path"),
        home,
        folder.resolve("run-" + runs.incrementAndGet()),
        against(coordinator, properties));
  }

  private static String[] against(FaultyCoordinator coordinator, String... properties) {
    List<String> all = new ArrayList<>(List.of("env=planted", "target=" + coordinator.target()));
    all.addAll(List.of(properties));
    return all.toArray(String[]::new);
  }

  /**
   * Starts a run against a coordinator of the test's, judged by what the coordinator's answers say
   * and not by how fast this machine is. SLOs of the simulation's own on times are still gated:
   * {@link #configure} {@code environments/planted.conf} where they are in the way.
   *
   * @param simulation what
   * @param coordinator its target
   * @param properties as {@code qps=200}; there is no scale
   */
  GatlingProcess start(
      Class<? extends Simulation> simulation, FaultyCoordinator coordinator, String... properties) {
    return start(simulation, against(coordinator, properties));
  }

  /** As {@link #start(Class, FaultyCoordinator, String...)}, in a process group of its own. */
  GatlingProcess startInGroup(
      Class<? extends Simulation> simulation, FaultyCoordinator coordinator, String... properties) {
    return startInGroup(simulation, against(coordinator, properties));
  }
}

package io.hybridperf.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The modules and the arrows between them: ARCHITECTURE.md draws this, and two tests hold it. */
final class ModuleMap {
  /** The checkout. */
  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  static final List<Module> MODULES =
      List.of(
          new Module("api", "src/coordinator-api", "io.hybridperf.api"),
          new Module("hocon", "src/hocon", "io.hybridperf.hocon"),
          new Module("measurement", "src/measurement", "io.hybridperf.measurement", "hocon"),
          new Module("stack client", "src/stack-client", "io.hybridperf.stack"),
          new Module("feeders", "feeders", "io.hybridperf.feeders"),
          new Module("monitoring", "src/monitoring", "io.hybridperf.monitoring"),
          new Module("report", "src/report", "io.hybridperf.report", "measurement", "hocon"),
          new Module("gatling", "src/gatling-grpc", "io.hybridperf.gatling", "measurement"),
          new Module(
              "suite",
              "src/suite",
              "io.hybridperf.suite",
              "gatling",
              "measurement",
              "hocon",
              "feeders",
              "api",
              "stack client"),
          new Module("coordinator", "src/coordinator", "io.hybridperf.coordinator", "api", "hocon"),
          new Module(
              "data loader",
              "src/data-loader",
              "io.hybridperf.loader",
              "coordinator",
              "feeders",
              "api"),
          new Module(
              "embedded",
              "src/embedded",
              "io.hybridperf.embedded",
              "data loader",
              "coordinator",
              "feeders",
              "api"),
          new Module(
              "query plans",
              "src/query-plans",
              "io.hybridperf.plans",
              "coordinator",
              "api",
              "stack client"),
          new Module(
              "jmh",
              "src/jmh",
              "io.hybridperf.jmh",
              "measurement",
              "feeders",
              "api",
              "stack client"),
          new Module(
              "simulations",
              "simulations",
              "simulations",
              "suite",
              "gatling",
              "measurement",
              "feeders",
              "api"));

  private ModuleMap() {}

  /**
   * A module.
   *
   * @param folder in the checkout
   * @param root the package that all of its packages are in
   * @param mayKnow names of the modules that it may use
   */
  record Module(String name, String folder, String root, List<String> mayKnow) {
    Module(String name, String folder, String root, String... mayKnow) {
      this(name, folder, root, List.of(mayKnow));
    }

    private String kind() {
      return name.equals("simulations") ? "test" : "main";
    }

    /** Where its class files lie after a build. */
    Path classes() {
      return ROOT.resolve(folder)
          .resolve("target")
          .resolve(kind().equals("test") ? "test-classes" : "classes");
    }

    /** Its Java files, without those of its tests. */
    List<Path> sources() {
      return javaFiles(ROOT.resolve(folder).resolve("src").resolve(kind()).resolve("java"));
    }
  }

  /** The Java files under a folder, which need not exist. */
  static List<Path> javaFiles(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

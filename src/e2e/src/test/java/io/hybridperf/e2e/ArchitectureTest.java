package io.hybridperf.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the modules, whose classes it reads from their folders. */
class ArchitectureTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final List<Path> MODULES =
      List.of(
          ROOT.resolve("src/coordinator-api/target/classes"),
          ROOT.resolve("src/measurement/target/classes"),
          ROOT.resolve("src/report/target/classes"),
          ROOT.resolve("src/coordinator/target/classes"),
          ROOT.resolve("src/embedded/target/classes"),
          ROOT.resolve("src/query-plans/target/classes"),
          ROOT.resolve("src/gatling-grpc/target/classes"),
          ROOT.resolve("src/suite/target/classes"),
          ROOT.resolve("feeders/target/classes"),
          ROOT.resolve("simulations/target/test-classes"));

  private final JavaClasses classes = new ClassFileImporter().importPaths(MODULES);

  @Test
  void everyModuleWasRead() {
    assertThat(MODULES).allMatch(Files::isDirectory);
    assertThat(classes.containPackage("io.hybridperf.embedded")).isTrue();
    assertThat(classes.containPackage("io.hybridperf.suite.run")).isTrue();
  }

  @Test
  void dependenciesPointOneWay() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy("io.hybridperf.api..")
        .layer("measurement")
        .definedBy("io.hybridperf.measurement..")
        .layer("report")
        .definedBy("io.hybridperf.report..")
        .layer("feeders")
        .definedBy("io.hybridperf.feeders..")
        .layer("coordinator")
        .definedBy("io.hybridperf.coordinator..")
        .layer("embedded")
        .definedBy("io.hybridperf.embedded..")
        .layer("query plans")
        .definedBy("io.hybridperf.plans..")
        .layer("gatling")
        .definedBy("io.hybridperf.gatling..")
        .layer("suite")
        .definedBy("io.hybridperf.suite..")
        .layer("simulations")
        .definedBy("simulations..")
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("measurement")
        .mayNotAccessAnyLayer()
        .whereLayer("feeders")
        .mayNotAccessAnyLayer()
        .whereLayer("report")
        .mayOnlyAccessLayers("measurement")
        .whereLayer("coordinator")
        .mayOnlyAccessLayers("api")
        .whereLayer("embedded")
        .mayOnlyAccessLayers("coordinator", "feeders", "api")
        .whereLayer("query plans")
        .mayOnlyAccessLayers("embedded", "coordinator", "feeders", "api")
        .whereLayer("gatling")
        .mayOnlyAccessLayers("measurement")
        .whereLayer("suite")
        .mayOnlyAccessLayers("gatling", "measurement", "feeders", "api")
        .whereLayer("simulations")
        .mayOnlyAccessLayers("suite", "gatling", "measurement", "feeders", "api")
        .check(classes);
  }

  @Test
  void measurementKnowsNeitherGatlingNorGrpc() {
    noClasses()
        .that(resideInAPackage("io.hybridperf.measurement.."))
        .should()
        .dependOnClassesThat(resideInAPackage("io.gatling..").or(resideInAPackage("io.grpc..")))
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.hybridperf.(**)")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }
}

package io.hybridperf.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.hybridperf.e2e.ModuleMap.Module;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Holds the arrows between modules and packages, in the classes of all of them. */
class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter().importPaths(ModuleMap.MODULES.stream().map(Module::classes).toList());

  @Test
  void everyModuleWasRead() {
    assertThat(ModuleMap.MODULES)
        .allSatisfy(module -> {
          assertThat(module.classes()).matches(Files::isDirectory, "built");
          assertThat(
                  classes.containPackage(module.root())
                      || classes.stream()
                          .anyMatch(c -> c.getPackageName().startsWith(module.root())))
              .as("classes in " + module.root())
              .isTrue();
        });
  }

  @Test
  void dependenciesPointOneWay() {
    LayeredArchitecture floors = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (Module module : ModuleMap.MODULES) {
      floors = floors.layer(module.name()).definedBy(module.root() + "..");
    }
    for (Module module : ModuleMap.MODULES) {
      floors =
          module.mayKnow().isEmpty()
              ? floors.whereLayer(module.name()).mayNotAccessAnyLayer()
              : floors
                  .whereLayer(module.name())
                  .mayOnlyAccessLayers(module.mayKnow().toArray(String[]::new));
    }
    floors.check(classes);
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
  void theCoordinatorsPortsKnowNoEngineAndNoEngineKnowsAnother() {
    String ports = "io.hybridperf.coordinator.store";
    noClasses()
        .that(resideInAPackage(ports))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                ports + ".*..", "io.milvus..", "org.neo4j..", "java.sql..", "org.postgresql.."))
        .check(classes);
    SlicesRuleDefinition.slices()
        .matching(ports + ".(milvus|neo4j|postgres)..")
        .should()
        .notDependOnEachOther()
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

package io.hybridperf.jmh;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages of the benchmarks. */
class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void benchmarksKnowTheStackOnlyByItsApi() {
    noClasses()
        .that(resideInAPackage("io.hybridperf.jmh.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.hybridperf.(coordinator|embedded|gatling)..")
                .or(resideInAPackage("io.gatling..")))
        .check(classes);
  }

  @Test
  void onlyTheBindingKnowsCuda() {
    noClasses()
        .that(
            resideOutsideOfPackages(
                "io.hybridperf.jmh.cuvs..", "io.hybridperf.jmh.run..", "io.hybridperf.jmh.bench.."))
        .should()
        .dependOnClassesThat(resideInAPackage("io.hybridperf.jmh.cuvs.."))
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.hybridperf.jmh.(*)..")
        .should()
        .beFreeOfCycles()
        .check(classes);
  }
}

package io.hybridperf.jmh;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.hybridperf.jmh.backend.VectorSearchBackend;
import io.hybridperf.jmh.cuvs.GpuReadings;
import io.hybridperf.jmh.cuvs.Nvml;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages of the benchmarks. */
class ArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter().importPath(Path.of("target", "classes"));

  @Test
  void benchmarksStandOnFourModulesOfOurs() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.hybridperf..")
                .and(
                    resideOutsideOfPackages(
                        "io.hybridperf.jmh..",
                        "io.hybridperf.measurement..",
                        "io.hybridperf.feeders..",
                        "io.hybridperf.api..",
                        "io.hybridperf.stack..")))
        .orShould()
        .dependOnClassesThat(resideInAPackage("io.gatling.."))
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
  void theLibrariesOfCudaAreLoadedByTheBindingAlone() {
    // What runs and what reports sees GPUs as readings, never the calls behind the engines.
    noClasses()
        .that(resideOutsideOfPackage("io.hybridperf.jmh.cuvs.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.hybridperf.jmh.cuvs..")
                .and(not(type(GpuReadings.class)))
                .and(not(type(GpuReadings.Reading.class)))
                .and(not(type(Nvml.class))))
        .check(classes);
  }

  @Test
  void anEngineIsDescribedWithoutAnythingOfCuda() {
    noClasses()
        .that(type(VectorSearchBackend.class))
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages(
                "java.lang..",
                "java.util..",
                "io.hybridperf.jmh.backend..",
                "io.hybridperf.jmh.data.."))
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

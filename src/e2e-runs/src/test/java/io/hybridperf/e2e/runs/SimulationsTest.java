package io.hybridperf.e2e.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.suite.settings.SimulationList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every simulation can be found out about. */
class SimulationsTest {
  private final SimulationList list =
      SimulationList.in(
          Project.ROOT,
          Project.ROOT.resolve("simulations/target/test-classes"),
          Project.ROOT.resolve("simulations/src/test/java"),
          "simulations");

  @Test
  void everyOneHasTargetsInTheConfiguration() {
    assertThat(list.names())
        .contains("Burst", "Smoke", "VectorSearch", "HybridSearch", "ComplexPolicy", "ReadWrite")
        .allMatch(
            name -> Files.exists(Project.ROOT.resolve("config/simulations/" + name + ".conf")));
  }

  @Test
  void everyFileOfTheConfigurationBelongsToOne() throws Exception {
    try (Stream<Path> files = Files.list(Project.ROOT.resolve("config/simulations"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".conf", "")))
          .isSubsetOf(list.names());
    }
  }

  @Test
  void theListTellsOfEachInOneLineAndOfEveryParameter() {
    List<String> lines = list.check("list", "", false);

    assertThat(list.names())
        .allSatisfy(
            name -> assertThat(lines).anyMatch(line -> line.matches(name + "\\s+\\S.{20,}")));
    assertThat(lines)
        .anyMatch(line -> line.contains("qps=") && line.contains("profile="))
        .anyMatch(line -> line.startsWith("recall-sample "))
        .allMatch(line -> line.length() < 300);
  }

  @Test
  void theReadmeNamesEachAndNoOther() throws Exception {
    String readme = Files.readString(Project.ROOT.resolve("simulations/README.md"));

    assertThat(list.names()).allSatisfy(name -> assertThat(readme).contains("| `" + name + "` |"));
  }
}

package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the tests' own simulations. */
class SimulationListTest {
  private final SimulationList list =
      SimulationList.in(
          Path.of("..", "..").toAbsolutePath().normalize(),
          Path.of("target", "test-classes"),
          Path.of("src", "test", "java"),
          "io.hybridperf.suite.support");

  @Test
  void whatIsNoSimulationIsNotListed() {
    assertThat(list.names()).containsExactly("ExitStatusSimulation", "JudgedSimulation");
  }

  @Test
  void aSimulationThatIsThereNeedsNoWord() {
    assertThat(list.check("ExitStatusSimulation", "", true)).isEmpty();
  }

  @Test
  void anUnknownOneIsOneLineWithTheValidNames() {
    assertThatThrownBy(() -> list.check("ExitStatusSimulaton", "", true))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "-Dsimulation=ExitStatusSimulaton: there is no such simulation; did you mean"
                + " 'ExitStatusSimulation'? valid: ExitStatusSimulation, JudgedSimulation;"
                + " -Dsimulation=list tells of each");
  }

  @Test
  void noneAtAllIsAMistakeOnlyWhereOneIsGoingToBeRun() {
    assertThat(list.check("", "", false)).isEmpty();
    assertThatThrownBy(() -> list.check("", "", true))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("-Dsimulation is missing; valid: ExitStatusSimulation");
  }

  @Test
  void theListShowsTheDefaultsOfTheEnvironment() {
    assertThat(list.check("list", "staging", false))
        .anyMatch(line -> line.matches("scale\\s+1\\s+multiplies every rate.*"))
        .anyMatch(line -> line.startsWith("ExitStatusSimulation"));
    assertThat(list.check("list", "", false))
        .anyMatch(line -> line.matches("scale\\s+0.05\\s+multiplies every rate.*"));
    assertThatThrownBy(() -> list.check("list", "stagin", false))
        .hasMessageContaining("did you mean 'staging'");
  }

  /** As the build asks, with what Maven leaves where nothing is set. */
  @ParameterizedTest
  @CsvSource({
    "uncompiled=true, goals=gatling:test, 64",
    "uncompiled=${maven.test.skip}, goals=gatling:test, 0",
    "uncompiled=true, goals=package, 0"
  })
  void classesOfAnEarlierBuildAreNotRun(String uncompiled, String goals, int status)
      throws Exception {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SimulationList.class.getName(),
                "home=" + Path.of("..", "..").toAbsolutePath().normalize(),
                "classes=target/test-classes",
                "sources=src/test/java",
                "package=io.hybridperf.suite.support",
                "simulation=JudgedSimulation",
                "env=${env}",
                goals,
                uncompiled)
            .redirectErrorStream(true)
            .start();
    String output = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(asked.waitFor()).as(output).isEqualTo(status);
    if (status == 0) {
      assertThat(output).isEmpty();
    } else {
      assertThat(output.lines())
          .singleElement()
          .asString()
          .startsWith("hybrid-perf: -Dmaven.test.skip=true: simulations would not be compiled");
    }
  }
}

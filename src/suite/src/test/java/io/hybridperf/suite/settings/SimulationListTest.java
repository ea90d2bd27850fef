package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

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
}

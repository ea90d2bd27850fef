package io.hybridperf.suite.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.measurement.verdict.MachineUse;
import io.hybridperf.suite.settings.Home;
import io.hybridperf.suite.settings.Settings;
import java.util.OptionalDouble;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class MachineWatchTest {
  private static final Settings SETTINGS = Settings.load(Home.find(), "Burst", new Properties());

  @Test
  void othersOnASharedMachineMakeARunInvalidAndAreNamed() {
    Findings found = found(true, use(0.3, 0));

    assertThat(found.lines()).singleElement().asString().contains("other processes 30 %");
    assertThat(found.metrics().invalid())
        .containsExactly(
            "the machine was not the run's own: other processes used 30 % of its processors' time,"
                + " limit 25 % (machine.others)");
  }

  @Test
  void soDoesAHypervisorThatGivesItAway() {
    assertThat(found(true, use(0, 0.2)).metrics().invalid())
        .singleElement()
        .asString()
        .contains("other machines were given 20 %", "machine.stolen");
  }

  @Test
  void aQuietMachineIsOnlyDescribed() {
    assertThat(found(true, use(0.2, 0.05)).metrics().invalid()).isEmpty();
  }

  @Test
  void ofAMachineThatTheTargetDoesNotShareNothingIsLimited() {
    assertThat(found(false, use(0.6, 0.3)).metrics().invalid()).isEmpty();
  }

  private static Findings found(boolean shared, MachineUse use) {
    return MachineWatch.of(SETTINGS, shared).found(use, Findings.none());
  }

  private static MachineUse use(double others, double stolen) {
    OptionalDouble unknown = OptionalDouble.empty();
    return new MachineUse(2, 0.9, others, stolen, unknown, unknown, unknown, unknown, unknown);
  }
}

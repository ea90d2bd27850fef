package simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes of Burst's load, without a run. */
class BurstProfilesTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final double BASE = 7_000;
  private static final double PEAK = 15_000;

  private static Settings settings(String profile, String environment) {
    Properties properties = new Properties();
    properties.setProperty("profile", profile);
    properties.setProperty("env", environment);
    return Settings.load(ROOT, "Burst", properties);
  }

  private static LoadProfile burst(String profile) {
    Settings settings = settings(profile, "staging");
    return Burst.burst(
        profile,
        LoadProfile.empty(),
        BASE,
        PEAK,
        settings.duration(Parameter.RAMP),
        settings.duration(Parameter.HOLD),
        settings.duration(Parameter.DURATION));
  }

  /** Arrivals in a second of the plan, counted from the start of a phase. */
  private static long arrivals(LoadProfile load, int phase, int second) {
    ArrivalPlan plan = load.plan();
    long from = plan.startNanos(phase) + second * 1_000_000_000L;
    long arrivals = 0;
    for (long n = 0; n < plan.count(); n++) {
      long planned = plan.plannedNanos(n);
      arrivals += planned >= from && planned < from + 1_000_000_000L ? 1 : 0;
    }
    return arrivals;
  }

  @ParameterizedTest
  @CsvSource({"mixed, 30", "ramp-30, 30", "ramp-60, 60", "ramp-90, 90"})
  void aRampTakesItsTimeUpAndDown(String profile, int seconds) {
    LoadProfile load = burst(profile);

    assertThat(load.phases())
        .extracting(Phase::name)
        .containsExactly("ramp-up", "peak", "ramp-down", "recovery");
    assertThat(load.phases())
        .extracting(phase -> phase.duration().toSeconds())
        .containsExactly((long) seconds, 120L, (long) seconds, 60L);
    assertThat(arrivals(load, 0, seconds / 2)).isCloseTo(11_000, within(200L));
    assertThat(arrivals(load, 1, 0)).isEqualTo(15_000);
    assertThat(arrivals(load, 3, 0)).isEqualTo(7_000);
  }

  @Test
  void aJumpHasNoRamp() {
    LoadProfile load = burst("jump");

    assertThat(load.phases()).extracting(Phase::name).containsExactly("peak", "recovery");
    assertThat(arrivals(load, 0, 0)).isEqualTo(15_000);
    assertThat(arrivals(load, 0, 119)).isEqualTo(15_000);
    assertThat(arrivals(load, 1, 0)).isEqualTo(7_000);
  }

  @Test
  void aSineSwingsBetweenBaseAndPeak() {
    LoadProfile load = burst("sine");

    // A swing takes 60 s: highest after a quarter of it, lowest after three.
    assertThat(load.phases().getFirst().duration()).isEqualTo(Duration.ofMinutes(4));
    assertThat(arrivals(load, 0, 0)).isCloseTo(11_200, within(50L));
    assertThat(arrivals(load, 0, 15)).isCloseTo(15_000, within(10L));
    assertThat(arrivals(load, 0, 45)).isCloseTo(7_000, within(10L));
    assertThat(load.plan().count(0)).isCloseTo(240 * 11_000, within(1L));
  }

  @Test
  void anOverloadIsTenMinutesOfTwiceTheBaseRate() {
    LoadProfile load = burst("overload");

    assertThat(load.phases()).extracting(Phase::name).containsExactly("peak", "recovery");
    assertThat(load.phases().getFirst().duration()).isEqualTo(Duration.ofMinutes(10));
    assertThat(load.plan().count(0)).isEqualTo(600 * 14_000);
  }

  @Test
  void aProfileWinsOverAnEnvironmentAndAPropertyOverBoth() {
    assertThat(settings("mixed", "embedded").duration(Parameter.RAMP)).hasSeconds(10);
    assertThat(settings("ramp-60", "embedded").duration(Parameter.RAMP)).hasSeconds(60);

    Properties properties = new Properties();
    properties.setProperty("profile", "ramp-60");
    properties.setProperty("ramp", "2s");
    assertThat(Settings.load(ROOT, "Burst", properties).duration(Parameter.RAMP)).hasSeconds(2);
  }
}

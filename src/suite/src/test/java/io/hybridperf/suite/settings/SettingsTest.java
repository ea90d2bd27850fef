package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.suite.run.Objectives;
import io.hybridperf.suite.target.TargetProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @TempDir Path home;

  @BeforeEach
  void writeConfig() throws IOException {
    write(
        "config/hybrid-perf.conf",
        "parameters { env = lab, qps = 100, hold = 120s, k = 10, gate = must-pass, deadline = 1s,"
            + " channels = 0 }");
    write("config/simulations/Burst.conf", "parameters { qps = 200, hold = 60s }");
    write(
        "config/environments/lab.conf",
        "target = \"localhost:1\", parameters.scale = 0.5, parameters.hold = 30s,"
            + " simulations.Burst.parameters.hold = 10s");
    write("config/environments/staging.conf", "target = \"a:1, b:2\", parameters.scale = 1");
  }

  @Test
  void theMoreSpecificSourceWins() {
    assertThat(load("Other").number(Parameter.QPS)).isEqualTo(100);
    assertThat(load("Other").duration(Parameter.HOLD)).isEqualTo(Duration.ofSeconds(30));
    assertThat(load("Burst").number(Parameter.QPS)).isEqualTo(200);
    assertThat(load("Burst").duration(Parameter.HOLD)).isEqualTo(Duration.ofSeconds(10));
    assertThat(load("Burst", "hold", "2m").duration(Parameter.HOLD))
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void aTargetWithoutAnEnvironmentIsAnEnvironmentOfItsOwnAtFullScale() {
    Environment environment = Environment.of(load("Burst", "target", "host:7000,other:7000"));

    assertThat(environment.name()).isEqualTo("ad-hoc");
    assertThat(environment.targets()).containsExactly("host:7000", "other:7000");
    assertThat(environment.scale()).isEqualTo(1);
  }

  @Test
  void aTargetReplacesThatOfANamedEnvironmentAndKeepsItsScale() {
    Environment environment =
        Environment.of(load("Burst", "env", "lab", "target", "dns:///coordinator:7000"));

    assertThat(environment.targets()).containsExactly("dns:///coordinator:7000");
    assertThat(environment.scale()).isEqualTo(0.5);
  }

  @Test
  void aMissingEnvironmentIsNamedWithTheNearestThatExists() {
    assertUserError(() -> load("Burst", "env", "stagin"))
        .isEqualTo(
            "-Denv=stagin: there is no config/environments/stagin.conf; did you mean 'staging'?"
                + " valid: lab, staging");
  }

  @Test
  void aPropertyCloseToAParameterIsTakenForAMistake() {
    assertUserError(() -> load("Burst", "qsp", "5"))
        .startsWith("-Dqsp: there is no such parameter; did you mean 'qps'?");
  }

  @Test
  void propertiesOfOthersAreLeftAlone() {
    assertThat(
            load("Burst", "user.home", "x", "simulation", "Burst", "skipTests", "true")
                .simulation())
        .isEqualTo("Burst");
  }

  @Test
  void everyBadValueIsOneLineWithNameValueAndRemedy() {
    assertUserError(() -> load("Burst", "qps", "many").validate())
        .isEqualTo(
            "qps=many: must be a number from 0.001 to 10000000; it is requests a second before"
                + " scale");
    assertUserError(() -> load("Burst", "qps", "-1").validate()).contains("from 0.001 to");
    assertUserError(() -> load("Burst", "qps", "NaN").validate()).contains("from 0.001 to");
    assertUserError(() -> load("Burst", "k", "1.5").validate())
        .contains("whole number from 1 to 1000");
    assertUserError(() -> load("Burst", "hold", "soon").validate()).contains("30s or 2m");
    assertUserError(() -> load("Burst", "hold", "0s").validate())
        .contains("a duration from 1ms to 7d");
    assertThat(load("Burst", "warmup", "0s").duration(Parameter.WARMUP)).isZero();
    assertUserError(() -> load("Burst", "warmup", "-1s").validate()).contains("from 0s to 7d");
    assertThat(load("Burst", "hold", "1500ms").duration(Parameter.HOLD)).hasMillis(1_500);
    assertUserError(() -> load("Burst", "k", "").validate()).contains("must not be empty");
    assertUserError(() -> load("Burst", "gate", "tarket").validate())
        .contains("did you mean 'target'?");
    assertUserError(() -> load("Burst").text(Parameter.STORAGE))
        .isEqualTo("storage: not set; it is which storage answers");
  }

  @Test
  void aProfileThatTheSimulationDoesNotHaveIsAMistake() throws IOException {
    write(
        "config/simulations/Burst.conf", "profiles = [mixed, complex], parameters.profile = mixed");
    load("Burst", "profile", "complex").validate();
    assertUserError(() -> load("Burst", "profile", "comlpex").validate())
        .contains("did you mean 'complex'?");
  }

  @Test
  void aProfileChangesParametersAndTargetsAndWinsOverAnEnvironment() throws IOException {
    write(
        "config/simulations/Burst.conf",
        """
        profiles = [mixed, capacity]
        parameters.profile = mixed
        of-profile.capacity { hold = 3s, slos.found { gated = true, reason = null } }
        slos.found { metric = capacity, must-pass = "> 5 /s", gated = false, reason = "not searched for" }
        """);

    assertThat(Objectives.of(load("Burst")).slos()).singleElement().matches(slo -> !slo.gated());
    Settings searched = load("Burst", "profile", "capacity");
    assertThat(Objectives.of(searched).slos()).singleElement().matches(slo -> slo.gated());
    assertThat(searched.duration(Parameter.HOLD)).isEqualTo(Duration.ofSeconds(3));
    assertThat(load("Burst", "profile", "capacity", "hold", "4s").duration(Parameter.HOLD))
        .isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aTargetOfAnotherFormAndOneThatDoesNotAnswerAreOneLine() {
    Settings settings = load("Burst");
    Environment environment = Environment.of(settings);
    assertUserError(() -> TargetProtocol.to(List.of("nonsense"), settings, environment))
        .contains("nonsense", "host:port");
    assertUserError(() -> TargetProtocol.to(List.of("127.0.0.1:1"), settings, environment))
        .contains("127.0.0.1:1");
  }

  @Test
  void anObjectiveThatMakesNoSenseIsOneLine() throws IOException {
    write(
        "config/simulations/Burst.conf",
        "slos { p99 { metric = response-time-p99, must-pass = \"< 15 parsecs\" } }");
    assertUserError(() -> Objectives.of(load("Burst"))).contains("must-pass", "parsecs");
  }

  @Test
  void aBrokenConfigurationFileIsOneLine() throws IOException {
    write("config/environments/lab.conf", "target = {");
    assertUserError(() -> load("Burst")).contains("lab.conf");
  }

  @Test
  void aHomeWithoutConfigurationSaysWhatToDo() {
    assertUserError(() -> Settings.load(home.resolve("elsewhere"), "Burst", new Properties()))
        .contains("-Dhybridperf.home");
  }

  private Settings load(String simulation, String... properties) {
    Properties given = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      given.setProperty(properties[i], properties[i + 1]);
    }
    return Settings.load(home, simulation, given);
  }

  private static org.assertj.core.api.AbstractStringAssert<?> assertUserError(
      ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(UserError.class)
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

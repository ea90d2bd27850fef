package io.hybridperf.suite.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.hybridperf.suite.run.Objectives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownSettingsTest {
  /** The folder of the whole project. */
  private static final Path PROJECT = Path.of("..", "..").toAbsolutePath().normalize();

  @TempDir Path home;

  @BeforeEach
  void writeConfig() throws IOException {
    write("hybrid-perf.conf", "parameters { env = lab, qps = 100, gate = must-pass }");
    write("simulations/Burst.conf", "profiles = [mixed, sine], parameters.profile = mixed");
    write("environments/lab.conf", "target = \"localhost:1\", parameters.scale = 1");
  }

  /** Each is one way to write what nobody would read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          simulations.burst { parameters.qps = 1 } | simulations.burst: there is no such simulation; did you mean 'Burst'?
          simulation.Burst { parameters.qps = 1 }  | simulation is not a setting; did you mean 'simulations'?
          slo."p99 response time" { gated = false } | slo is not a setting; did you mean 'slos'?
          SLOs.a.metric = throughput               | SLOs is not a setting; did you mean 'slos'?
          audits.p99-lag = 1s                      | audits is not a setting; did you mean 'audit'?
          parameters.duratoin = 1s                 | parameters.duratoin is not a setting; did you mean 'duration'?
          parameters.QPS = 1                       | parameters.QPS is not a setting; did you mean 'qps'?
          parameters.recall_sample = 1             | parameters.recall_sample is not a setting; did you mean 'recall-sample'?
          recall_sample = 1                        | recall_sample is not a setting; did you mean 'parameters.recall-sample'?
          scale = 1                                | scale is not a setting; did you mean 'parameters.scale'?
          token_env = A                            | token_env is not a setting; did you mean 'token-env'?
          tls.enable = true                        | tls.enable is not a setting; did you mean 'enabled'?
          gpu.metrics_url = "http://a:1/m"         | gpu.metrics_url is not a setting; did you mean 'metrics-url'?
          of-profile.mixd.qps = 1                  | of-profile.mixd: Burst has no such profile; did you mean 'mixed'?
          simulations.Burst.of-profile.sin.qps = 1 | simulations.Burst.of-profile.sin: Burst has no such profile; did you mean 'sine'?
          simulations.Burst.parameters.qsp = 1     | simulations.Burst.parameters.qsp is not a setting; did you mean 'qps'?
          simulations = 5                          | simulations: must be a group
          parameters.env = lab                     | parameters.env: an environment cannot name another one
          simulations.Burst.parameters.env = lab   | simulations.Burst.parameters.env: an environment cannot name another one
          of-profile.mixed.env = lab               | of-profile.mixed.env: is chosen before a profile is read
          simulations.Burst.of-profile.sine.profile = mixed | simulations.Burst.of-profile.sine.profile: is chosen before
          parameters.hold = 1.500s                 | parameters.hold = 1.500s: 1.500 could be read as 1.5 or as 1500
          parameters.hold = "0x1p3 s"              | parameters.hold = 0x1p3 s: must be a duration
          slos = null                              | slos = null: must be a group of settings
          slos = [a]                               | slos = ["a"]: must be a group of settings
          recovery = 5                             | recovery = 5: must be a group of settings
          parameters.qps = [1]                     | parameters.qps = [1]: must not be a list
          parameters.qps { a = 1 }                 | parameters.qps = {"a":1}: must be one value
          parameters.qps = 7.000                   | parameters.qps = 7.000: 7.000 could be read as 7 or as 7000
          parameters.hold = 60                     | parameters.hold = 60: must be a duration from 1ms to 7d
          parameters.hold = 8d                     | parameters.hold = 8d: must be a duration from 1ms to 7d
          embedded = maybe                         | embedded = maybe: is none of its choices
          live.port = many                         | live.port = many: must be a whole number from 0 to 65535
          recovery.window = 500ms                  | recovery.window = 500ms: must be a duration from 1s to 7d
          recovery.error-rate = 2 %                | recovery.error-rate = 2 %: must be a number from 0 to 1
          metrics-urls = "http://a:1/m"            | metrics-urls = http://a:1/m: must be a list, as [http://a:1/m]
          metrics-url = "a:1"                      | metrics-url = a:1: must be a URL
          trace-link = "http://a/b"                | trace-link = http://a/b: must have {trace} where the trace's id goes
          trace-link = "javascript:{trace}"        | trace-link = javascript:{trace}: must be a URL
          trace-link = "http://u:p@a/{trace}"      | trace-link = http://(not shown)@a/{trace}: must not hold a user
          parameters.trace-share = 5 %             | parameters.trace-share = 5 %: must be a number from 0 to 1
          parameters.monitor = yes                 | parameters.monitor = yes: is none of its choices
          grafana.token-env = "glsa_x.y"           | grafana.token-env = (not shown): must be the name of an environment variable
          metrics-url = "http://a:99999/m"         | metrics-url = http://a:99999/m: must be a URL
          metrics-url = "http://a b/m"             | metrics-url = http://a b/m: must be a URL
          token-env = ""                           | token-env = (not shown): must be the name of an environment variable
          tls.authority = " "                      | must be one line of text
          tls.trust-certificates = ""              | tls.trust-certificates = : must be one line of text
          description = "a\\u001b[31m"              | must be one line of text
          slos.a.min-samples = 1.5                 | slos.a.min-samples = 1.5: must be a whole number
          slos.a.must-pass = "< 15 parsecs"        | slos.a.must-pass = < 15 parsecs: unknown unit 'parsecs'
          include "embeded.conf"                   | include "config/environments/embeded.conf": there is no such file; did you mean 'embedded.conf'?
          include "lab.conf"                       | include "config/environments/lab.conf": that includes this file itself
          include url("http://a.example/b.conf")   | only files can be included
          parameters.scale = 2                     | parameters.scale is set twice in this file
          parameters { qps = 5, qps = 6 }          | parameters.qps is set twice in this file
          parameters { qps = 5, hold = 1s, qps = 6 } | parameters.qps is set twice in this file
          tls.enabled = "true "                    | tls.enabled = true : is none of its choices; did you mean 'true'?
          parameters.qps = "5 "                    | parameters.qps = 5 : must be a number
          token-env = "$TOKEN"                     | token-env = (not shown): must be the name of an environment variable
          token-env = "eyJhbGciOi.J9.x"            | token-env = (not shown): must be the name of an environment variable
          gpu.series = " "                         | gpu.series =  : must be the name of a metric
          gpu.series = "a{b=c}"                    | gpu.series = a{b=c}: must be the name of a metric
          metrics-url = "http://me:secret@a:1/m"   | metrics-url = http://(not shown)@a:1/m: must not hold a user or a password
          metrics-urls = ["http://me:secret@a:1/m"] | metrics-urls = ["http://(not shown)@a:1/m"]: must not hold a user or a password
          gpu.metrics-urls = ["http://a:1/m", "http://a:1/m"] | gpu.metrics-urls = ["http://a:1/m","http://a:1/m"]: names one of them twice
          hooks.milvus.stop = ""                   | hooks.milvus.stop = : must be one line of text
          hooks.milvus.stop = []                   | hooks.milvus.stop = []: must not be empty
          profiles = []                            | profiles = []: must not be empty
          gpu.metrics-urls = []                    | gpu.metrics-urls = []: must not be empty
          stack.tenants = 5                        | stack: is read only where the stack is started for the run
          stack-folder = a                         | stack-folder: is read only where the stack is started
          simulations.Burst.stack.faults = on      | simulations.Burst.stack: is read only where the stack is started
          include "embedded.conf"                  | include "embedded.conf" stands behind other settings, which it would override
          leaks.target.threads = [" "]             | leaks.target.threads = [" "]: must be one line of text
          parameters.qps = 7,000                   | Key '000' may not be followed
          parameters.qps = "٧٠٠"                   | parameters.qps = ٧٠٠: must be a number
          parameters.qps = "７００"                 | parameters.qps = ７００: must be a number
          parameters.qрs = 5                       | parameters.qрs is not a setting; did you mean 'qps'?
          paramеters.qps = 5                       | paramеters is not a setting; did you mean 'parameters'?
          parameters.qps = 1e309                   | parameters.qps = 1e309: must be a number
          parameters.duration = -30s               | parameters.duration = -30s: must be a duration
          parameters.duration = 1e9d               | parameters.duration = 1e9d: must be a duration
          "parameters.qps" = 5                     | "parameters.qps" is not a setting
          slos.a.must-pass = "≤ 15 ms"             | slos.a.must-pass = ≤ 15 ms: expected a comparison
          slos.a.must-pass = "< 15 µs"             | slos.a.must-pass = < 15 µs: unknown unit 'µs'
          slos.a.must-pass = "< 15,000 us"         | slos.a.must-pass = < 15,000 us: expected a comparison
          """)
  void whatNobodyReadsIsOneLineWithItsFile(String added, String message) throws IOException {
    write("environments/embedded.conf", "embedded = true");
    Files.writeString(
        home.resolve("config/environments/lab.conf"),
        "target = \"localhost:1\", parameters.scale = 1\n" + added);
    assertThatThrownBy(() -> load("Burst"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("config/environments/lab.conf")
        .hasMessageContaining(": " + message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tls { client-key = a, enabled = true }   | tls.client-key needs tls.client-certificate beside it
          tls.client-certificate = a               | tls.client-certificate needs tls.client-key beside it
          tls.trust-certificates = a               | tls.trust-certificates needs tls.enabled beside it
          tls { enabled = no, trust-certificates = a } | tls.trust-certificates needs tls.enabled beside it
          metrics-url = "http://a:1/m", metrics-urls = ["http://b:1/m"] | metrics-url is not read beside metrics-urls
          gpu { metrics-url = "http://a:1/m", metrics-urls = ["http://b:1/m"] } | gpu.metrics-url is not read beside gpu.metrics-urls
          embedded = true                          | target is not read beside embedded
          """)
  void whatIsNotReadBesideAnotherSettingIsRefused(String added, String message) throws IOException {
    Files.writeString(
        home.resolve("config/environments/lab.conf"),
        "target = \"localhost:1\", parameters.scale = 1\n" + added);
    assertThatThrownBy(() -> Environment.of(load("Burst")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("config/environments/lab.conf:")
        .hasMessageContaining(message);
  }

  /** As for a stack of that kind that stands. */
  @Test
  void anEnvironmentMayIncludeOneWhoseStackIsStarted() throws IOException {
    write(
        "environments/embedded.conf",
        "embedded = true, stack.tenants = 5, simulations.Burst.stack.faults = on");
    write(
        "environments/lab.conf",
        "include \"embedded.conf\"\nembedded = false, target = \"localhost:1\", parameters.scale = 1");

    assertThat(Environment.of(load("Burst")).targets()).containsExactly("localhost:1");
  }

  @Test
  void onlyAnEnvironmentHasSectionsForSimulations() throws IOException {
    write("simulations/Burst.conf", "simulations.Burst.parameters.qps = 1");
    assertThatThrownBy(() -> load("Burst"))
        .hasMessage(
            "config/simulations/Burst.conf:1: simulations is not a setting; only a file in"
                + " config/environments can have it");
  }

  @Test
  void aDefaultBeforeAnOptionalSubstitutionIsNotSetTwice() throws IOException {
    write(
        "hybrid-perf.conf",
        "parameters { env = lab }, stack.milvus = \"\"\nstack.milvus = ${?parameters.milvus}");
    assertThat(load("Burst", "milvus", "a:1").config().getString("stack.milvus")).isEqualTo("a:1");
  }

  @ParameterizedTest
  @CsvSource({
    "QPS, 5, there is no such parameter; did you mean 'qps'?",
    "duratoin, 5s, there is no such parameter; did you mean 'duration'?",
    "recall_sample, 1, there is no such parameter; did you mean 'recall-sample'?",
    "parameters.qps, 5, only parameters can be properties",
    "slos.a.metric, throughput, only parameters can be properties",
    "tls.enabled, true, only parameters can be properties",
    "parameter.qps, 5, only parameters can be properties",
    "slo.a.metric, throughput, only parameters can be properties",
    "audits.p99-lag, 1s, only parameters can be properties",
    "simulations.Burst.parameters.qps, 5, only parameters can be properties",
    "hybridperf.run.foldr, a, there is no such property; did you mean 'hybridperf.run.folder'?",
  })
  void aPropertyThatNobodyReadsIsRefused(String name, String value, String message) {
    assertThatThrownBy(() -> load("Burst", name, value))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("-D" + name + ": " + message);
  }

  @Test
  void aParameterThatNothingReadsHereIsRefused() throws IOException {
    assertThatThrownBy(() -> load("Burst", "regression", "0.1"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("-Dregression=0.1 is not read here: give -Dagainst=");
    assertThatThrownBy(() -> load("Burst", "milvus", "/opt/milvus"))
        .hasMessageStartingWith("-Dmilvus=/opt/milvus is not read here: give an environment");
    assertThat(load("Burst", "regression", "0.1", "against", "b:1").text(Parameter.AGAINST))
        .isEqualTo("b:1");
  }

  @Test
  void aNumberThatMayBeAnotherIsRefused() {
    assertThatThrownBy(() -> load("Burst", "qps", "7.000").validate())
        .hasMessageStartingWith("qps=7.000: 7.000 could be read as 7 or as 7000");
    assertThatThrownBy(() -> load("Burst", "qps", "7,000").validate())
        .hasMessageContaining("must be a number");
    assertThatThrownBy(() -> load("Burst", "qps", "0x10").validate())
        .hasMessageContaining("must be a number");
    assertThatThrownBy(() -> load("Burst", "qps", "7d").validate())
        .hasMessageContaining("must be a number");
    assertThatThrownBy(() -> load("Burst", "k", "١٠").validate())
        .hasMessageContaining("must be a whole number");
    assertThatThrownBy(() -> load("Burst", "duration", "60").validate())
        .hasMessageContaining("from 1ms to 7d, such as 30s");
    assertThatThrownBy(() -> load("Burst", "duration", "1.500 s").validate())
        .hasMessageStartingWith("duration=1.500 s: 1.500 could be read as 1.5 or as 1500");
    assertThat(load("Burst", "duration", "1.5s").duration(Parameter.DURATION)).hasMillis(1_500);
    // Fifteen hundred days are no duration of a run, so that this is none of two.
    assertThat(load("Burst", "duration", "1.500d").duration(Parameter.DURATION)).hasHours(36);
    assertThat(load("Burst", "zipf", "1.125").number(Parameter.ZIPF)).isEqualTo(1.125);
    assertThat(load("Burst", "scale", "0.125").number(Parameter.SCALE)).isEqualTo(0.125);
    assertThat(load("Burst", "qps", "7.0").number(Parameter.QPS)).isEqualTo(7);
  }

  /** From {@code known.conf} itself. */
  @Test
  void everySettingMisspeltInThreeWaysIsRefused() {
    List<String> taken = new ArrayList<>();
    for (String path : KnownSettings.all().keySet()) {
      String usual = path.replace("\"*\"", "mixed");
      int key = usual.lastIndexOf('.') + 1;
      for (String wrong : misspelt(usual.substring(key))) {
        if (isTaken(usual.substring(0, key) + "\"" + wrong + "\" = 1")) {
          taken.add(usual.substring(0, key) + wrong);
        }
      }
    }
    assertThat(taken).isEmpty();
    assertThat(KnownSettings.all()).hasSizeGreaterThan(100);
  }

  /** Every section too: what is at the top of a file, in one for a simulation or for a profile. */
  @Test
  void everySectionMisspeltInThreeWaysIsRefused() {
    List<String> taken = new ArrayList<>();
    for (String section : KnownSettings.atTop()) {
      for (String wrong : misspelt(section)) {
        if (isTaken("\"" + wrong + "\".a = 1")) {
          taken.add(wrong);
        }
      }
    }
    assertThat(taken).isEmpty();
  }

  private static Set<String> misspelt(String key) {
    int middle = key.length() / 2;
    Set<String> wrong = new TreeSet<>();
    wrong.add(key.substring(0, middle) + key.substring(middle + 1));
    wrong.add(key.toUpperCase(Locale.ROOT));
    wrong.add(key.contains("-") ? key.replace('-', '_') : key + "s-");
    return wrong;
  }

  private boolean isTaken(String text) {
    try {
      KnownSettings.check(ConfigFactory.parseString(text).root(), "", home);
      return true;
    } catch (UserError e) {
      assertThat(e.getMessage()).contains("is not a setting").doesNotContain("\n");
      return false;
    }
  }

  @Test
  void everyShippedFileIsReadForEverySimulation() throws IOException {
    for (String environment : namesIn("environments")) {
      for (String simulation : namesIn("simulations")) {
        Properties given = new Properties();
        given.setProperty("env", environment);
        Settings settings = Settings.load(PROJECT, simulation, given);
        settings.validate();
        assertThat(Environment.of(settings).name()).isEqualTo(environment);
        Objectives.of(settings);
        for (String profile : settings.profiles()) {
          given.setProperty("profile", profile);
          Objectives.of(Settings.load(PROJECT, simulation, given));
        }
      }
    }
  }

  private static List<String> namesIn(String folder) throws IOException {
    try (Stream<Path> files = Files.list(PROJECT.resolve("config").resolve(folder))) {
      return files.map(file -> file.getFileName().toString().replace(".conf", "")).toList();
    }
  }

  private Settings load(String simulation, String... properties) {
    Properties given = new Properties();
    for (int i = 0; i < properties.length; i += 2) {
      given.setProperty(properties[i], properties[i + 1]);
    }
    return Settings.load(home, simulation, given);
  }

  private void write(String file, String text) throws IOException {
    Path path = home.resolve("config").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}

package io.hybridperf.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.hybridperf.coordinator.config.CoordinatorConfig;
import io.hybridperf.coordinator.config.MilvusConfig;
import io.hybridperf.coordinator.config.Secret;
import io.hybridperf.coordinator.config.SettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  @Test
  void theDefaultsAreComplete() {
    CoordinatorConfig config = Fixture.config("");
    assertThat(config.server().host()).isEqualTo("127.0.0.1");
    assertThat(config.milvus().consistency()).isEqualTo(MilvusConfig.Consistency.BOUNDED);
    assertThat(config.milvus().searchParams()).isEqualTo(Map.of("ef", 64));
    assertThat(config.server().tls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.port = 70000        | coordinator.server.port = 70000 is outside 0..65535
          server.event-loops = 0     | coordinator.server.event-loops = 0 is outside 1..64
          neo4j.timeout = 200        | coordinator.neo4j.timeout = 200 is outside durations with a unit, as 200ms
          neo4j.timeout = 0ms        | coordinator.neo4j.timeout = 0ms is outside 0.001s..10m
          milvus.consistency = maybe | coordinator.milvus.consistency = maybe is unknown: use one of strong, session, bounded, eventually
          server.port = 50.051       | coordinator.server.port = 50.051 is outside whole numbers
          server.port = 5.5          | coordinator.server.port = 5.5 is outside whole numbers
          server.port = "٥"          | coordinator.server.port = ٥ is outside whole numbers
          neo4j.connections = 1e2    | coordinator.neo4j.connections = 1e2 is outside whole numbers
          breaker.window = 1.5s      | coordinator.breaker.window = 1.5s is outside whole seconds, as 10s
          server.token-file = /dev/zero | coordinator.server.token-file = /dev/zero is not a readable file
          server.token-file = /dev/null | coordinator.server.token-file = /dev/null is not a readable file
          neo4j.password-env = PATH  | coordinator.neo4j.user is empty, so that its password would not be used
          milvus.search-params.ef = x | coordinator.milvus.search-params.ef = x is outside numbers
          milvus.uri = ""            | coordinator.milvus.uri is empty: it must be set
          server.tls.key = /nowhere  | coordinator.server.tls.key = /nowhere is not a readable file
          postgresql.password-env = NO_SUCH_VARIABLE_HERE | coordinator.postgresql.password-env names the environment variable NO_SUCH_VARIABLE_HERE, which is not set
          """)
  void aSettingThatCannotBeUsedIsNamed(String setting, String message) {
    assertThatThrownBy(() -> Fixture.config("coordinator." + setting))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          server.prot = 1                  | coordinator.server.prot (String: 1) is not a setting; did you mean 'port'? valid: default-deadline,
          servers.port = 1                 | coordinator.servers (String: 1) is not a setting; did you mean 'server'? valid:
          Storage = neo4j_only             | coordinator.Storage (String: 1) is not a setting; did you mean 'storage'?
          breaker.open_for = 1s            | coordinator.breaker.open_for (String: 1) is not a setting; did you mean 'open-for'?
          milvus.searchparams.ef = 1       | coordinator.milvus.searchparams (String: 1) is not a setting; did you mean 'search-params'?
          cache.result.ttll = 1s           | coordinator.cache.result.ttll (String: 1) is not a setting; did you mean 'ttl'?
          """)
  void whatIsNoSettingIsNamedWithTheNearestThatIs(String setting, String message) {
    assertThatThrownBy(() -> Fixture.config("coordinator." + setting))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(message)
        .hasMessageNotContaining("\n");
  }

  @Test
  void whatFindsByEmbeddingsNeedsThem() {
    assertThatThrownBy(
            () -> Fixture.config("coordinator { storage = neo4j_only, neo4j.embeddings = false }"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("coordinator.neo4j.embeddings = false does not go with")
        .hasMessageNotContaining("\n");
  }

  @Test
  void searchParametersAreTheIndexesOwn() {
    assertThat(
            Fixture.config("coordinator.milvus.search-params.itopk_size = 9")
                .milvus()
                .searchParams())
        .containsEntry("itopk_size", 9);
  }

  /** From {@code reference.conf} itself. */
  @Test
  void everySettingMisspeltInThreeWaysIsRefused() {
    Config reference = ConfigFactory.parseResources("reference.conf").getConfig("coordinator");
    assertThat(reference.entrySet()).hasSizeGreaterThan(50);
    for (String path :
        reference.root().toConfig().entrySet().stream().map(Map.Entry::getKey).toList()) {
      if (path.startsWith("milvus.search-params")) {
        continue;
      }
      int key = path.lastIndexOf('.') + 1;
      for (String wrong :
          List.of(
              path.substring(key + 1),
              path.substring(key).toUpperCase(Locale.ROOT),
              path.substring(key) + "_")) {
        String setting = "coordinator." + path.substring(0, key) + wrong;
        assertThatThrownBy(() -> Fixture.config(setting + " = 1"))
            .as(setting)
            .isInstanceOf(SettingException.class)
            .hasMessageContaining("is not a setting");
      }
    }
  }

  /** A setting that nobody reads would take anything. */
  @Test
  void everySettingIsRead() {
    Config reference = ConfigFactory.parseResources("reference.conf").getConfig("coordinator");
    for (String path : reference.entrySet().stream().map(Map.Entry::getKey).toList()) {
      if (!path.startsWith("milvus.search-params")) {
        assertThatThrownBy(() -> Fixture.config("coordinator." + path + " = []"))
            .as(path)
            .isInstanceOf(SettingException.class)
            .hasMessageContaining(path);
      }
    }
  }

  @Test
  void aSecretThatIsGivenTwiceIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "a token");
    assertThatThrownBy(() ->
            Fixture.config(
                "coordinator.server { token-env = PATH, token-file = \"%s\" }".formatted(file)))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("coordinator.server.token-file is not read beside token-env");
  }

  @Test
  void aFolderIsNoFile(@TempDir Path folder) {
    for (String given : new String[] {folder.toString(), ""}) {
      assertThatThrownBy(() -> Main.configuration(new String[] {given}))
          .isInstanceOf(SettingException.class)
          .hasMessage(given + " is not a readable configuration file");
    }
  }

  @Test
  void aFileHoldsNothingButTheCoordinatorsSection(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.conf"), "coordiantor.server.port = 0");
    assertThatThrownBy(() -> Main.configuration(new String[] {file.toString()}))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            file
                + ": coordiantor is not a section of the coordinator's; did you mean"
                + " 'coordinator'? valid: coordinator");
  }

  @Test
  void anIncludedFileMustBeThere(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("c.conf"), "include \"stores.conf\"");
    assertThatThrownBy(() -> Main.configuration(new String[] {file.toString()}))
        .isInstanceOf(SettingException.class)
        .hasMessage(file + ": include \"stores.conf\": there is no such file");
    Files.writeString(folder.resolve("stores.conf"), "coordinator.server.port = 7");
    assertThat(Main.configuration(new String[] {file.toString()}).getInt("coordinator.server.port"))
        .isEqualTo(7);
  }

  @Test
  void aKeyIsSetOnceInEachFile(@TempDir Path folder) throws IOException {
    String twice = "coordinator.server { port = 7 }\ncoordinator.server.port = 8\n";
    Path included = Files.writeString(folder.resolve("stores.conf"), twice);
    Path including = Files.writeString(folder.resolve("c.conf"), "include \"stores.conf\"");
    for (Path file : new Path[] {included, including}) {
      assertThatThrownBy(() -> Main.configuration(new String[] {file.toString()}))
          .isInstanceOf(SettingException.class)
          .hasMessage(
              included
                  + ": 2: coordinator.server.port is set twice in this file; leave one of them"
                  + " out");
    }
    Files.writeString(included, "coordinator.server.port = 7");
    Files.writeString(including, "include \"stores.conf\"\ncoordinator.server.port = 8");
    assertThat(
            Main.configuration(new String[] {including.toString()})
                .getInt("coordinator.server.port"))
        .isEqualTo(8);
  }

  @Test
  void whatStandsBeforeAnIncludeWouldBeLost(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("stores.conf"), "coordinator.server.port = 7");
    Path file =
        Files.writeString(
            folder.resolve("c.conf"), "coordinator.server.port = 8\ninclude \"stores.conf\"");
    assertThatThrownBy(() -> Main.configuration(new String[] {file.toString()}))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith(file + ": 2: include \"stores.conf\" stands behind other settings");
  }

  @Test
  void aSettingOfTheWrongTypeIsNamedOnOneLine() {
    assertThatThrownBy(() -> Fixture.config("coordinator.server.port = many"))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("coordinator.server.port cannot be used: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void secretsComeFromFilesAndAreNeverPrinted(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), "hunter2\n");
    CoordinatorConfig config =
        Fixture.config(
            "coordinator.neo4j { user = neo4j, password-file = \"%s\" }".formatted(file));
    assertThat(config.neo4j().password()).isEqualTo(new Secret("hunter2"));
    assertThat(config.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "coordinator.neo4j.uri = \"bolt://neo4j:hunter2@127.0.0.1:7687\"",
        "coordinator.neo4j.uri = \"neo4j+s://neo4j:hun/ter2@cluster\"",
        "coordinator.milvus.uri = \"http://root:hunter2@127.0.0.1:19530\"",
      })
  void anAddressMustNotHoldAPassword(String setting) {
    assertThatThrownBy(() -> Fixture.config(setting))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("coordinator.")
        .hasMessageContaining(".uri holds a user or password")
        .hasMessageNotContaining("ter2");
  }
}

package io.hybridperf.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.embedded.data.DataDirectory;
import io.hybridperf.embedded.start.StackException;
import io.hybridperf.embedded.vector.VectorServer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which engine answers as Milvus, and what is said when it cannot. */
class VectorEngineTest {
  @TempDir private Path folder;

  private static VectorEngine start(Optional<String> milvus, DataDirectory data) throws Exception {
    return VectorEngine.start(milvus, data.vectors(), data.log("milvus.log"));
  }

  @Test
  void withoutASettingItIsTheEmbeddedServer() throws Exception {
    try (DataDirectory data = DataDirectory.open(folder);
        VectorEngine engine = start(Optional.empty(), data)) {
      assertThat(engine.name()).isEqualTo(VectorServer.name());
      assertThat(engine.holdsCollection()).isFalse();
    }
  }

  @Test
  void aRunningOneIsUsedByItsAddress() throws Exception {
    try (DataDirectory data = DataDirectory.open(folder);
        VectorEngine running = start(Optional.empty(), data)) {
      try (VectorEngine found = start(Optional.of(running.address()), data)) {
        assertThat(found.address()).isEqualTo(running.address());
      }
      assertThat(running.holdsCollection()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | milvus is \"\": expected the path of a milvus-server, or host:port of a running Milvus",
        "/nowhere/milvus-server | milvus is \"/nowhere/milvus-server\": there is no such program; install",
        "127.0.0.1:1 | milvus is \"127.0.0.1:1\": no Milvus answers there; start it, or give the path"
      })
  void whatIsNotThereIsNamedWithItsRemedy(String setting, String complaint) throws Exception {
    try (DataDirectory data = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> start(Optional.of(setting), data))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(complaint);
      assertThatThrownBy(() -> VectorEngine.check(Optional.of(setting)))
          .isInstanceOf(StackException.class)
          .hasMessageContaining(complaint);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:19530", "milvus.example:19530"})
  void anAddressIsTold(String setting) {
    assertThat(VectorEngine.isAddress(setting)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/opt/milvus/bin/milvus-server", "C:\\milvus\\milvus-server", "bin:1/x"})
  void aPathIsNoAddress(String setting) {
    assertThat(VectorEngine.isAddress(setting)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "v2.3.5-lite, Milvus 2.3.5",
    "v2.6.4, Milvus 2.6.4",
    "milvus_lite-3.2.2, milvus-lite 3.2.2"
  })
  void anEngineIsNamedByItsOwnVersion(String version, String name) {
    assertThat(MilvusServer.named(version)).isEqualTo(name);
  }
}

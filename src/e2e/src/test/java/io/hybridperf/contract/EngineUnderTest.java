package io.hybridperf.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.embedded.engine.MilvusServer;
import io.hybridperf.embedded.vector.VectorServer;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine that the suite runs against, with a client. Starts it, and stops it when closed. */
final class EngineUnderTest implements AutoCloseable {
  private static final String PROGRAM = "contract.program";

  private final Engine engine;
  private final Path folder;
  private final Differences differences;
  private @Nullable Closeable server;
  private @Nullable MilvusClientV2 client;

  private EngineUnderTest(Engine engine, Path folder) {
    this.engine = engine;
    this.folder = folder;
    this.differences = new Differences(engine);
  }

  /** Starts the chosen engine without any data. */
  static EngineUnderTest start(Engine engine) {
    Path folder = Path.of("target", "contract", engine.name()).toAbsolutePath();
    try {
      empty(folder);
      EngineUnderTest started = new EngineUnderTest(engine, folder);
      started.open();
      return started;
    } catch (Exception e) {
      throw new AssertionError("starting " + engine.version() + ": " + e.getMessage(), e);
    }
  }

  private static void empty(Path folder) throws Exception {
    if (Files.exists(folder)) {
      try (var paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private void open() throws Exception {
    String address;
    if (engine == Engine.EMBEDDED) {
      VectorServer own = VectorServer.start(folder);
      server = own::close;
      address = "127.0.0.1:" + own.port();
    } else {
      MilvusServer real =
          MilvusServer.start(
              Path.of(System.getProperty(PROGRAM, "")),
              folder.resolve("data"),
              folder.resolve("server.log"));
      server = () -> closeWithItsProcesses(real);
      address = real.address();
      assertThat(real.engine())
          .as("the version whose differences are listed")
          .isEqualTo(engine.version());
    }
    client = new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
  }

  private static void closeWithItsProcesses(MilvusServer real) throws IOException {
    List<ProcessHandle> processes = real.processes();
    real.close();
    // One that has ended but is not waited for is alive, and has no command.
    assertThat(processes)
        .isNotEmpty()
        .noneMatch(process -> process.isAlive() && process.info().command().isPresent());
  }

  /** Stops the engine and starts it on the data it left. Clients from before are closed. */
  void restart() throws Exception {
    close();
    open();
  }

  Engine engine() {
    return engine;
  }

  MilvusClientV2 client() {
    if (client == null) {
      throw new IllegalStateException("the engine is closed");
    }
    return client;
  }

  Differences differences() {
    return differences;
  }

  @Override
  public void close() throws IOException {
    if (client != null) {
      client.close();
      client = null;
    }
    if (server != null) {
      server.close();
      server = null;
    }
  }
}

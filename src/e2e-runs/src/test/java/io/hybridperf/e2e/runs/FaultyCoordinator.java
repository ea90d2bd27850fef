package io.hybridperf.e2e.runs;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * A real gRPC server on a loopback port whose answers a test makes up, so that it can plant the
 * fault that a gate must find. Runs aim at it with {@code -Dtarget}.
 *
 * <pre>
 * try (FaultyCoordinator coordinator = FaultyCoordinator.start(new Forgetful());
 *     GatlingProcess run = project.start(Burst.class, "target=" + coordinator.target())) {
 * </pre>
 */
final class FaultyCoordinator implements AutoCloseable {
  private final Server server;

  private FaultyCoordinator(Server server) {
    this.server = server;
  }

  /**
   * Starts one on any free port.
   *
   * @param service what it answers; for a start: {@link HonestAnswers}
   */
  static FaultyCoordinator start(BindableService service) {
    return start(service, InetAddress.ofLiteral("127.0.0.1"));
  }

  /** As {@link #start(BindableService)}, on one address of this machine's. */
  static FaultyCoordinator start(BindableService service, InetAddress address) {
    try {
      return new FaultyCoordinator(
          NettyServerBuilder.forAddress(new InetSocketAddress(address, 0))
              .addService(service)
              .build()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return where it listens, for {@code -Dtarget}} */
  String target() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

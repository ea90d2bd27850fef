package io.hybridperf.coordinator.server;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.hybridperf.coordinator.config.ServerConfig;
import io.hybridperf.coordinator.config.SettingException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Listens, and stops gracefully. */
public final class GrpcServer implements AutoCloseable {

  private final ServerConfig config;
  private final EventLoopGroup eventLoops;
  private final Server server;

  /**
   * Starts to listen.
   *
   * @param service the API
   * @param health what is reported about it
   * @param interceptors see each call first
   * @throws SettingException if the address or the TLS files cannot be used
   */
  public GrpcServer(
      ServerConfig config,
      BindableService service,
      HealthStatusManager health,
      List<ServerInterceptor> interceptors) {
    this.config = config;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ServerCredentials credentials = credentials(config);
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            config.eventLoops(), new DefaultThreadFactory("coordinator-io", true), io);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.port()), credentials)
            .channelType(channel)
            .bossEventLoopGroup(eventLoops)
            .workerEventLoopGroup(eventLoops)
            // The service leaves the event loop itself, and only where it has to wait.
            .directExecutor()
            .maxInboundMessageSize(config.maxRequestBytes())
            .maxConcurrentCallsPerConnection(config.maxConcurrentCallsPerConnection())
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(service)
            .addService(health.getHealthService());
    if (config.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
    }
    if (!config.tokens().isEmpty()
        || config.tls().flatMap(ServerConfig.Tls::clientAuthority).isPresent()) {
      builder.intercept(new Authentication(config.tokens()));
    }
    // The last that is added sees a call first.
    interceptors.forEach(builder::intercept);
    try {
      this.server = builder.build().start();
    } catch (IOException e) {
      stopEventLoops();
      throw new SettingException(
          "coordinator.server: cannot listen on %s:%s (%s); choose another host or port"
              .formatted(config.host(), config.port(), reason(e)));
    } catch (RuntimeException e) {
      stopEventLoops();
      throw e;
    }
  }

  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage());
  }

  private static ServerCredentials credentials(ServerConfig config) {
    if (config.tls().isEmpty()) {
      return InsecureServerCredentials.create();
    }
    ServerConfig.Tls tls = config.tls().get();
    try {
      TlsServerCredentials.Builder credentials =
          TlsServerCredentials.newBuilder()
              .keyManager(tls.certificate().toFile(), tls.key().toFile());
      if (tls.clientAuthority().isPresent()) {
        credentials
            .trustManager(tls.clientAuthority().get().toFile())
            .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
      }
      return credentials.build();
    } catch (IOException | RuntimeException e) {
      throw new SettingException(
          "coordinator.server.tls: the files cannot be used; expected PEM, the key in PKCS#8");
    }
  }

  /** The port listened on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Serves on for as long as balancers are given to notice, then refuses new calls, waits for
   * running ones as long as configured, and cuts off the rest.
   */
  @Override
  public void close() {
    try {
      TimeUnit.NANOSECONDS.sleep(config.drainNotice().toNanos());
      server.shutdown();
      if (!server.awaitTermination(config.drainTimeout().toNanos(), TimeUnit.NANOSECONDS)) {
        server.shutdownNow().awaitTermination(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    stopEventLoops();
  }

  private void stopEventLoops() {
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}

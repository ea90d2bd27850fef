package io.hybridperf.gatling.grpc.channel;

import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Opens channels whose every step runs on a given event loop. */
public final class ChannelFactory {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  // Held, or the level would be lost. gRPC warns with a stack trace of what a call's status says.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  static {
    GRPC_LOG.setLevel(Level.SEVERE);
  }

  private final TransportSecurity security;
  private final @Nullable SslContext sslContext;

  public ChannelFactory(TransportSecurity security) {
    this.security = security;
    this.sslContext = security.encrypted() ? security.sslContext() : null;
  }

  /** A channel whose every step runs on an event loop. */
  public ManagedChannel open(Route route, EventLoop loop) {
    NettyChannelBuilder builder = builder(route).eventLoopGroup(loop);
    Backends backends = route.backends();
    if (backends == null) {
      return builder.channelType(channelType(loop)).build();
    }
    ReflectiveChannelFactory<Channel> sockets = new ReflectiveChannelFactory<>(channelType(loop));
    return builder
        .channelFactory(() -> {
          Channel socket = sockets.newChannel();
          socket.pipeline().addLast(backends.watch());
          return socket;
        })
        .build();
  }

  /** A channel on gRPC's own threads, for use outside a run. */
  public ManagedChannel openAlone(Target target) {
    return builder(Route.to(target)).build();
  }

  private NettyChannelBuilder builder(Route route) {
    Target target = route.targets().getFirst();
    NettyChannelBuilder builder;
    if (route.targets().size() > 1) {
      builder = NettyChannelBuilder.forTarget(TargetListResolver.uri(route.targets()));
    } else if (target.literal()) {
      builder = NettyChannelBuilder.forAddress(target.address());
    } else {
      // A name may have addresses of both kinds: all are tried in turn, until one takes the
      // connection.
      builder = NettyChannelBuilder.forTarget(target.uri());
    }
    // The endpoints of xDS are balanced as their control plane says, by a service config.
    if (target.kind() != Target.Kind.XDS) {
      builder.disableServiceConfigLookUp();
      if (route.backends() != null) {
        builder.defaultLoadBalancingPolicy(route.balancing().policy());
      }
    }
    builder
        .directExecutor()
        // A call that is tried again unseen would be measured as one slow call.
        .disableRetry()
        .maxTraceEvents(0)
        .idleTimeout(Integer.MAX_VALUE, TimeUnit.DAYS)
        // Fixed, since measuring the best window costs extra pings.
        .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
        .maxInboundMessageSize(MAX_ANSWER_BYTES)
        .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
        .userAgent("hybrid-perf");
    if (sslContext == null) {
      builder.negotiationType(NegotiationType.PLAINTEXT);
    } else {
      builder.negotiationType(NegotiationType.TLS).sslContext(sslContext);
    }
    if (security.authority() != null) {
      builder.overrideAuthority(security.authority());
    }
    return builder;
  }

  private static Class<? extends Channel> channelType(EventLoop loop) {
    if (loop instanceof IoEventLoop io) {
      if (io.isIoType(EpollIoHandler.class)) {
        return EpollSocketChannel.class;
      }
      if (io.isIoType(IoUringIoHandler.class)) {
        return IoUringSocketChannel.class;
      }
    }
    return NioSocketChannel.class;
  }
}

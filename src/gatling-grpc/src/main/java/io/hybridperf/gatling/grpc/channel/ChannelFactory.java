package io.hybridperf.gatling.grpc.channel;

import io.grpc.ManagedChannel;
import io.grpc.netty.NegotiationType;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
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

  public ManagedChannel open(Target target, EventLoop loop) {
    return builder(target).eventLoopGroup(loop).channelType(channelType(loop)).build();
  }

  /** A channel on gRPC's own threads, for use outside a run. */
  public ManagedChannel openAlone(Target target) {
    return builder(target).build();
  }

  private NettyChannelBuilder builder(Target target) {
    // A name may have addresses of both kinds: all are tried in turn, until one takes the
    // connection.
    NettyChannelBuilder builder =
        target.literal()
            ? NettyChannelBuilder.forAddress(target.address())
            : NettyChannelBuilder.forTarget(target.uri());
    if (target.dns() && !target.literal()) {
      builder.defaultLoadBalancingPolicy("round_robin");
    }
    builder
        .directExecutor()
        // A call that is tried again unseen would be measured as one slow call.
        .disableRetry()
        .disableServiceConfigLookUp()
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

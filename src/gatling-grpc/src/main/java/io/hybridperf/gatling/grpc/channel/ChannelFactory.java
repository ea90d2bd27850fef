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
import org.jspecify.annotations.Nullable;

/** Opens channels whose every step runs on a given event loop. */
public final class ChannelFactory {
  private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;
  private static final int MAX_ANSWER_BYTES = 64 << 20;

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
    NettyChannelBuilder builder =
        target.dns()
            ? NettyChannelBuilder.forTarget(target.uri()).defaultLoadBalancingPolicy("round_robin")
            : NettyChannelBuilder.forAddress(target.address());
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

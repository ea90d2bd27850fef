package io.hybridperf.gatling.grpc;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.hybridperf.gatling.grpc.channel.Backends;
import io.hybridperf.gatling.grpc.channel.TokenHeader;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A gRPC channel on one event loop, kept connected as long as the run lasts. */
final class PooledChannel {
  private static final long RECONNECT_MILLIS = 500;

  private final ManagedChannel channel;
  private final @Nullable TokenHeader token;
  private final @Nullable String target;
  private final @Nullable Backends backends;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Future<?> reconnecting;

  /**
   * A channel that connects at once.
   *
   * @param channel opened for the loop
   * @param loop that carries it
   * @param token for each call; null: none
   * @param target where it leads, where the run has several targets; null: there is but one, or the
   *     channel leads to all of them
   * @param backends the servers that it balances calls over; null: it leads to one
   */
  PooledChannel(
      ManagedChannel channel,
      EventLoop loop,
      @Nullable TokenHeader token,
      @Nullable String target,
      @Nullable Backends backends) {
    this.channel = channel;
    this.token = token;
    this.target = target;
    this.backends = backends;
    channel.getState(true);
    reconnecting =
        loop.scheduleAtFixedRate(
            this::reconnect, RECONNECT_MILLIS, RECONNECT_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * gRPC waits up to two minutes between attempts: that would be seen as a server which does not
   * recover.
   */
  private void reconnect() {
    // Of several servers one may be gone while the others answer.
    if (channel.getState(true) == ConnectivityState.TRANSIENT_FAILURE || backends != null) {
      channel.resetConnectBackoff();
    }
  }

  /** Adds what a call over this channel must bring. */
  void addToken(Metadata headers) {
    if (token != null) {
      token.addTo(headers);
    }
  }

  /** Looks at how a call ended. */
  void answered(Status.Code code) {
    if (code == Status.Code.UNAUTHENTICATED && token != null) {
      token.refused();
    }
  }

  <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
    return channel.newCall(method, options);
  }

  @Nullable String target() {
    return target;
  }

  /** Which of several servers a call went to; null: none, or there is but one. */
  @Nullable String backend(@Nullable ClientCall<?, ?> call) {
    return backends == null || call == null
        ? null
        : backends.name(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
  }

  void began() {
    inFlight.getAndIncrement();
  }

  void ended() {
    inFlight.getAndDecrement();
  }

  int inFlight() {
    return inFlight.get();
  }

  void close() {
    reconnecting.cancel(false);
    channel.shutdownNow();
  }

  void awaitClosed(long nanos) {
    try {
      channel.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

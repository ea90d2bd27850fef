package io.hybridperf.gatling.grpc;

import io.hybridperf.gatling.grpc.channel.ChannelFactory;
import io.hybridperf.gatling.grpc.channel.Route;
import io.hybridperf.gatling.grpc.channel.TokenHeader;
import io.hybridperf.gatling.grpc.channel.TraceHeader;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connections of a run, dealt out to Gatling's event loops.
 *
 * <p>A call goes over a connection of its own user's event loop, so that nothing of it is handed
 * between threads.
 */
final class ChannelPool implements AutoCloseable {
  private static final long CLOSING_SECONDS = 2;

  private final List<PooledChannel> channels;
  private final IdentityHashMap<EventLoop, EventLoopChannels> byLoop;
  private volatile boolean closing;

  private ChannelPool(
      List<PooledChannel> channels, IdentityHashMap<EventLoop, EventLoopChannels> byLoop) {
    this.channels = channels;
    this.byLoop = byLoop;
  }

  /**
   * Opens connections in the background.
   *
   * @throws IllegalArgumentException with one line, if a setting makes that impossible
   */
  static ChannelPool open(GrpcProtocol protocol, EventLoopGroup group) {
    if (protocol.targets().isEmpty()) {
      throw new IllegalArgumentException("target is missing: use .target(\"host:port\")");
    }
    OtherSystem other = protocol.other();
    List<Route> routes = new ArrayList<>(protocol.routes(protocol.recording()::reaches));
    int firstOfOther = routes.size();
    routes.addAll(protocol.otherRoutes(protocol.recording()::reaches));
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      loops.add((EventLoop) executor);
    }
    int count = protocol.channels() == 0 ? loops.size() * routes.size() : protocol.channels();
    if (count < routes.size()) {
      throw new IllegalArgumentException(
          "channels is "
              + count
              + " but there are "
              + routes.size()
              + " targets: each needs at least one");
    }
    @Nullable TokenHeader token = TokenHeader.open(protocol.token());
    @Nullable TokenHeader otherToken = other == null ? null : TokenHeader.open(other.token());
    ChannelFactory factory = new ChannelFactory(protocol.transport());
    ChannelFactory otherFactory = other == null ? factory : new ChannelFactory(other.transport());
    ChannelPlan plan = new ChannelPlan(loops.size(), routes.size(), count);
    List<PooledChannel> channels = new ArrayList<>();
    for (int i = 0; i < plan.channels(); i++) {
      EventLoop loop = loops.get(plan.loop(i));
      int target = plan.target(i);
      Route route = routes.get(target);
      channels.add(
          new PooledChannel(
              (target < firstOfOther ? factory : otherFactory).open(route, loop),
              loop,
              target < firstOfOther ? token : otherToken,
              protocol.targets().size() > 1 && route.given().size() == 1
                  ? route.given().getFirst()
                  : null,
              route.backends()));
    }
    IdentityHashMap<EventLoop, EventLoopChannels> byLoop = new IdentityHashMap<>();
    for (int i = 0; i < loops.size(); i++) {
      List<List<PooledChannel>> byTarget = new ArrayList<>();
      for (int target = 0; target < routes.size(); target++) {
        byTarget.add(plan.used(i, target).stream().map(channels::get).toList());
      }
      byLoop.put(
          loops.get(i),
          new EventLoopChannels(
              loops.get(i),
              byTarget,
              plan.first(i),
              other == null ? null : other.at(firstOfOther),
              protocol.recording().openForEventLoop(),
              TraceHeader.open(protocol.traceShare())));
    }
    ChannelPool pool = new ChannelPool(channels, byLoop);
    protocol.recording().connected(protocol.targets(), pool::inFlight);
    return pool;
  }

  /** The channels of a loop of Gatling's. */
  EventLoopChannels on(EventLoop loop) {
    return Objects.requireNonNull(byLoop.get(loop), "an event loop of another group");
  }

  /** Calls sent and not ended, over all channels. */
  int inFlight() {
    return channels.stream().mapToInt(PooledChannel::inFlight).sum();
  }

  /** Whether calls now end because the run does, and not by the server. */
  boolean closing() {
    return closing;
  }

  @Override
  public void close() {
    closing = true;
    channels.forEach(PooledChannel::close);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
    for (PooledChannel channel : channels) {
      channel.awaitClosed(end - System.nanoTime());
    }
  }
}

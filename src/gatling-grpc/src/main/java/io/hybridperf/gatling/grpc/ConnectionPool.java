package io.hybridperf.gatling.grpc;

import io.hybridperf.gatling.grpc.channel.ChannelFactory;
import io.hybridperf.gatling.grpc.channel.Target;
import io.hybridperf.gatling.grpc.channel.TokenHeader;
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
final class ConnectionPool implements AutoCloseable {
  private static final long CLOSING_SECONDS = 2;

  private final List<Connection> connections;
  private final IdentityHashMap<EventLoop, LoopConnections> byLoop;
  private volatile boolean closing;

  private ConnectionPool(
      List<Connection> connections, IdentityHashMap<EventLoop, LoopConnections> byLoop) {
    this.connections = connections;
    this.byLoop = byLoop;
  }

  /**
   * Opens connections in the background.
   *
   * @throws IllegalArgumentException with one line, if a setting makes that impossible
   */
  static ConnectionPool open(GrpcProtocol protocol, EventLoopGroup group) {
    List<Target> targets = protocol.targets().stream().map(Target::parse).toList();
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("target is missing: use .target(\"host:port\")");
    }
    List<EventLoop> loops = new ArrayList<>();
    for (EventExecutor executor : group) {
      loops.add((EventLoop) executor);
    }
    int count = protocol.channels() == 0 ? loops.size() * targets.size() : protocol.channels();
    if (count < targets.size()) {
      throw new IllegalArgumentException(
          "channels is "
              + count
              + " but there are "
              + targets.size()
              + " targets: each needs at least one");
    }
    @Nullable TokenHeader token = TokenHeader.open(protocol.token());
    ChannelFactory factory = new ChannelFactory(protocol.transport());
    ConnectionPlan plan = new ConnectionPlan(loops.size(), targets.size(), count);
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < plan.connections(); i++) {
      EventLoop loop = loops.get(plan.loop(i));
      connections.add(new Connection(factory.open(targets.get(plan.target(i)), loop), loop));
    }
    IdentityHashMap<EventLoop, LoopConnections> byLoop = new IdentityHashMap<>();
    for (int i = 0; i < loops.size(); i++) {
      List<List<Connection>> byTarget = new ArrayList<>();
      for (int target = 0; target < targets.size(); target++) {
        byTarget.add(plan.used(i, target).stream().map(connections::get).toList());
      }
      byLoop.put(
          loops.get(i),
          new LoopConnections(
              loops.get(i),
              byTarget,
              plan.first(i),
              protocol.recording().openForEventLoop(),
              token));
    }
    ConnectionPool pool = new ConnectionPool(connections, byLoop);
    protocol.recording().connected(pool::inFlight);
    return pool;
  }

  /** The connections of a loop of Gatling's. */
  LoopConnections on(EventLoop loop) {
    return Objects.requireNonNull(byLoop.get(loop), "an event loop of another group");
  }

  /** Calls sent and not ended, over all connections. */
  int inFlight() {
    return connections.stream().mapToInt(Connection::inFlight).sum();
  }

  /** Whether calls now end because the run does, and not by the server. */
  boolean closing() {
    return closing;
  }

  @Override
  public void close() {
    closing = true;
    connections.forEach(Connection::close);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
    for (Connection connection : connections) {
      connection.awaitClosed(end - System.nanoTime());
    }
  }
}

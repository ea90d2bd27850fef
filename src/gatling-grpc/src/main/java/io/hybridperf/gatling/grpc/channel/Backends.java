package io.hybridperf.gatling.grpc.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers that one channel balances its calls over, by what they are called in results: the
 * target that was given, or of a name {@code dns:///name:port at 10.0.0.3:50051}. All that it ever
 * tries to connect to are known, so that one which gets no call is seen.
 */
public final class Backends {
  private final List<String> given;
  private final List<Target> targets;
  private final Consumer<String> found;
  private final Map<SocketAddress, String> names = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param given the targets behind the channel, one name or several addresses, as in settings
   * @param targets the same
   * @param found told the name of each server before a connection is tried, on an event loop
   */
  Backends(List<String> given, List<Target> targets, Consumer<String> found) {
    this.given = List.copyOf(given);
    this.targets = List.copyOf(targets);
    this.found = found;
  }

  /**
   * {@return what a server is called; null: it is none of these}
   *
   * @param peer its address, as gRPC says it of a call; null: the call had no server
   */
  public @Nullable String name(@Nullable SocketAddress peer) {
    return peer == null ? null : names.get(peer);
  }

  private void connecting(SocketAddress address) {
    if (!names.containsKey(address)) {
      String name = called(address);
      names.put(address, name);
      found.accept(name);
    }
  }

  private String called(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return given.getFirst() + " at " + address;
    }
    for (int n = 0; targets.size() > 1 && n < targets.size(); n++) {
      // What a resolver finds keeps the name that it was found by.
      if (targets.get(n).port() == internet.getPort()
          && targets.get(n).host().equalsIgnoreCase(internet.getHostString())) {
        return given.get(n);
      }
    }
    String host =
        internet.isUnresolved() ? internet.getHostString() : internet.getAddress().getHostAddress();
    return given.getFirst() + " at " + Target.hostPort(host, internet.getPort());
  }

  /** Watches where a connection goes. */
  ChannelOutboundHandlerAdapter watch() {
    return new ChannelOutboundHandlerAdapter() {
      @Override
      public void connect(
          ChannelHandlerContext context,
          SocketAddress remote,
          @Nullable SocketAddress local,
          ChannelPromise promise)
          throws Exception {
        connecting(remote);
        super.connect(context, remote, local, promise);
      }
    };
  }
}

package io.hybridperf.embedded.fault;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A TCP proxy before one store. Everything but {@link #apply} runs on the one event loop. */
final class StoreProxy {

  private static final long PORT_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long PORT_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final EventLoopGroup loop;
  private final InetSocketAddress store;
  private final Set<ToxicLink> links = new HashSet<>();
  private InetSocketAddress here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private @Nullable Channel server;
  private volatile Fault fault = new Fault.None();

  private StoreProxy(EventLoopGroup loop, InetSocketAddress store) {
    this.loop = loop;
    this.store = store;
  }

  /**
   * Listens on a free port of loopback.
   *
   * @param loop of one thread
   * @param store host:port
   */
  static StoreProxy open(EventLoopGroup loop, String store) throws IOException {
    int colon = store.lastIndexOf(':');
    StoreProxy proxy =
        new StoreProxy(
            loop,
            new InetSocketAddress(
                store.substring(0, colon), Integer.parseInt(store.substring(colon + 1))));
    proxy.listen();
    return proxy;
  }

  String address() {
    return "127.0.0.1:" + here.getPort();
  }

  Fault fault() {
    return fault;
  }

  synchronized void apply(Fault next) throws IOException {
    fault = next;
    if (next instanceof Fault.Stop) {
      Channel listening = server;
      server = null;
      if (listening != null) {
        listening.close().syncUninterruptibly();
      }
      onLoop(() -> List.copyOf(links).forEach(ToxicLink::reset));
      return;
    }
    Channel listening = server == null ? listen() : server;
    onLoop(() -> {
      // Connections that come while the proxy is cut wait in the kernel, which only answers their
      // first packet.
      listening.config().setAutoRead(!isCut());
      links.forEach(ToxicLink::faultChanged);
    });
  }

  private void onLoop(Runnable work) {
    loop.submit(work).syncUninterruptibly();
  }

  boolean isCut() {
    return fault instanceof Fault.Cut;
  }

  long delayNanos() {
    return fault instanceof Fault.Slow slow ? slow.by().toNanos() : 0;
  }

  private Channel listen() throws IOException {
    long start = System.nanoTime();
    while (true) {
      ChannelFuture bound =
          new ServerBootstrap()
              .group(loop)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.AUTO_READ, false)
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel caller) {
                      connect(caller);
                    }
                  })
              .bind(here)
              .awaitUninterruptibly();
      if (bound.isSuccess()) {
        server = bound.channel();
        here = (InetSocketAddress) bound.channel().localAddress();
        return bound.channel();
      }
      if (System.nanoTime() - start > PORT_PATIENCE_NANOS) {
        throw new IOException(
            "cannot listen at " + address() + " again: something else took the port meanwhile",
            bound.cause());
      }
      LockSupport.parkNanos(PORT_RETRY_NANOS);
    }
  }

  private void connect(SocketChannel caller) {
    new Bootstrap()
        .group(caller.eventLoop())
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel onward) {
                ToxicLink upstream = new ToxicLink(StoreProxy.this, caller, onward, false);
                ToxicLink downstream = new ToxicLink(StoreProxy.this, onward, caller, true);
                upstream.reverse(downstream);
                downstream.reverse(upstream);
                caller.pipeline().addLast(upstream);
                onward.pipeline().addLast(downstream);
                links.add(upstream);
                links.add(downstream);
              }
            })
        .connect(store)
        .addListener((ChannelFuture connected) -> {
          ToxicLink upstream = caller.pipeline().get(ToxicLink.class);
          if (!connected.isSuccess() || fault instanceof Fault.Stop) {
            upstream.reset();
          } else {
            upstream.start();
          }
        });
  }

  void forget(ToxicLink link) {
    links.remove(link);
  }
}

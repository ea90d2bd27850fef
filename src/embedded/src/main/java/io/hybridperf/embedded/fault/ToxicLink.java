package io.hybridperf.embedded.fault;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection through a proxy, upstream (to the store) or downstream (from it):
 * what one end sends goes to the other, in order, when the proxy's fault lets it.
 */
final class ToxicLink extends ChannelInboundHandlerAdapter {

  // Under way at most: half a second of delay then still passes 16 MiB a second.
  private static final long MOST_BYTES = 8 << 20;

  private record Parcel(ByteBuf bytes, long dueNanos) {}

  private final StoreProxy proxy;
  private final SocketChannel from;
  private final SocketChannel to;
  private final boolean delayed;
  private final Queue<Parcel> underWay = new ArrayDeque<>();
  private long bytesUnderWay;
  private boolean started;
  private boolean ended;
  private @Nullable ToxicLink reverse;
  private @Nullable ScheduledFuture<?> next;

  /**
   * @param delayed whether the proxy's delay counts here, as it does downstream
   */
  ToxicLink(StoreProxy proxy, SocketChannel from, SocketChannel to, boolean delayed) {
    this.proxy = proxy;
    this.from = from;
    this.to = to;
    this.delayed = delayed;
  }

  void reverse(ToxicLink other) {
    this.reverse = other;
  }

  private ToxicLink reverse() {
    return Objects.requireNonNull(reverse);
  }

  /** Both ends are there: lets both directions flow. */
  void start() {
    started = true;
    reverse().started = true;
    readWhileThereIsRoom();
    reverse().readWhileThereIsRoom();
  }

  /** Ends the connection without farewell, as a process that is gone does. */
  void reset() {
    for (Channel end : new Channel[] {from, to}) {
      if (end.isOpen()) {
        end.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = end.close();
      }
    }
    drop();
    reverse().drop();
  }

  private void drop() {
    proxy.forget(this);
    underWay.forEach(parcel -> parcel.bytes().release());
    underWay.clear();
    bytesUnderWay = 0;
    if (next != null) {
      next.cancel(false);
    }
  }

  /** What waits for a delay that is over need not wait any longer. */
  void faultChanged() {
    if (proxy.delayNanos() == 0) {
      long now = System.nanoTime();
      for (int i = underWay.size(); i > 0; i--) {
        underWay.add(new Parcel(underWay.remove().bytes(), now));
      }
    }
    deliver();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    bytesUnderWay += bytes.readableBytes();
    underWay.add(new Parcel(bytes, System.nanoTime() + (delayed ? proxy.delayNanos() : 0)));
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    deliver();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    deliver();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // One end was reset, and so is the other.
    reset();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    reverse().readWhileThereIsRoom();
  }

  private void deliver() {
    if (!started || proxy.isCut()) {
      readWhileThereIsRoom();
      return;
    }
    boolean wrote = false;
    while (!underWay.isEmpty() && underWay.peek().dueNanos() - System.nanoTime() <= 0) {
      ByteBuf bytes = underWay.remove().bytes();
      bytesUnderWay -= bytes.readableBytes();
      var _ = to.write(bytes, to.voidPromise());
      wrote = true;
    }
    if (wrote) {
      to.flush();
    }
    if (!underWay.isEmpty()) {
      deliverLater(underWay.peek().dueNanos() - System.nanoTime());
    } else if (ended) {
      proxy.forget(this);
      to.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
    readWhileThereIsRoom();
  }

  private void deliverLater(long nanos) {
    if (next == null || next.isDone()) {
      next =
          to.eventLoop()
              .schedule(
                  () -> {
                    next = null;
                    deliver();
                  },
                  Math.max(0, nanos),
                  TimeUnit.NANOSECONDS);
    }
  }

  private void readWhileThereIsRoom() {
    from.config()
        .setAutoRead(started && !proxy.isCut() && to.isWritable() && bytesUnderWay < MOST_BYTES);
  }
}

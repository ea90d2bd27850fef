package io.hybridperf.suite.cost;

import io.gatling.netty.util.Transports;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.record.ArrivalClock;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The least that a client of grpc-java can do: one event loop, one connection, a timer for each
 * millisecond in which something is due, and a count of what came back. No users, no checks, no
 * recording but that of its own lateness. Calls have the same requests and the same deadline as
 * ours, and answers are parsed.
 */
final class BareClient implements AutoCloseable {
  private static final MethodDescriptor<SearchRequest, SearchResponse> METHOD =
      HybridCoordinatorGrpc.getSearchMethod();
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;
  private static final long MAX_LAG_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final EventLoopGroup group;
  private final EventLoop loop;
  private final ManagedChannel channel;
  private final List<SearchRequest> requests;
  private final Duration deadline;
  private final boolean exact;

  /**
   * @param exact whether calls leave each at its own time, and not by the millisecond
   */
  BareClient(int port, List<SearchRequest> requests, Duration deadline, boolean exact) {
    this.requests = requests;
    this.deadline = deadline;
    this.exact = exact;
    // As Gatling makes its own.
    group = Transports.newEventLoopGroup(true, false, 1, "bare");
    loop = (EventLoop) group.iterator().next();
    boolean epoll =
        loop instanceof io.netty.channel.IoEventLoop io && io.isIoType(EpollIoHandler.class);
    channel =
        NettyChannelBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .eventLoopGroup(loop)
            .channelType(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
            .directExecutor()
            .disableRetry()
            .maxTraceEvents(0)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .usePlaintext()
            .build();
    channel.getState(true);
  }

  /**
   * Sends the arrivals of a plan.
   *
   * @param zeroNanoTime the plan's start, on the scale of {@link System#nanoTime()}
   * @return what becomes of it; to be read when it is over
   */
  Block start(ArrivalPlan plan, long zeroNanoTime) {
    Block block = new Block(plan, zeroNanoTime);
    loop.execute(block);
    return block;
  }

  /** The calls of one plan. All of it happens on the event loop. */
  final class Block implements Runnable {
    private final ArrivalPlan plan;
    private final long zeroNanoTime;
    private final Histogram lagNanos = new Histogram(1, MAX_LAG_NANOS, 3);
    private long next;
    private long ok;

    private Block(ArrivalPlan plan, long zeroNanoTime) {
      this.plan = plan;
      this.zeroNanoTime = zeroNanoTime;
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      long due = zeroNanoTime;
      while (next < plan.count()) {
        long planned = plan.plannedNanos(next);
        due = zeroNanoTime + (exact ? planned : ArrivalClock.slot(planned));
        if (due - now > 0) {
          break;
        }
        send(due);
        next++;
      }
      if (next < plan.count()) {
        var _ = loop.schedule(this, due - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }

    private void send(long dueNanos) {
      lagNanos.recordValue(Math.clamp(System.nanoTime() - dueNanos, 0, MAX_LAG_NANOS));
      ClientCall<SearchRequest, SearchResponse> call =
          channel.newCall(
              METHOD,
              CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS));
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              if (status.isOk()) {
                ok++;
              }
            }
          },
          new Metadata());
      call.request(2);
      call.sendMessage(requests.get((int) (next % requests.size())));
      call.halfClose();
    }

    /** The 99th percentile of lateness, in milliseconds. */
    double lagP99Millis() {
      return lagNanos.getValueAtPercentile(99) / 1e6;
    }

    /** Planned arrivals that were not answered with OK. */
    long lost() {
      return plan.count() - ok;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}

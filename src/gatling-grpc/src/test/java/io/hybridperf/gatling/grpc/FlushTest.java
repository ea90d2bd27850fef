package io.hybridperf.gatling.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.gatling.support.TestCoordinator;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What {@link Pacer} relies on: gRPC writes once for all calls of one task of the loop. */
class FlushTest {
  private static final int CALLS = 15;

  /** Counts how often its outbound buffer is written. */
  public static final class CountingChannel extends NioSocketChannel {
    static final AtomicInteger WRITES = new AtomicInteger();

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) throws Exception {
      WRITES.incrementAndGet();
      super.doWrite(buffer);
    }
  }

  @Test
  void callsThatAreSentTogetherLeaveInOneWrite() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    EventLoop loop = (EventLoop) group.iterator().next();
    try (TestCoordinator coordinator = TestCoordinator.start()) {
      // No answer before the writes are counted: what it makes HTTP/2 acknowledge is none of them.
      ConcurrentLinkedQueue<Runnable> answers = new ConcurrentLinkedQueue<>();
      coordinator.answering((request, observer) ->
          answers.add(() -> {
            observer.onNext(TestCoordinator.answerTo(request));
            observer.onCompleted();
          }));
      ManagedChannel channel =
          NettyChannelBuilder.forTarget(coordinator.target())
              .eventLoopGroup(loop)
              .channelType(CountingChannel.class)
              .directExecutor()
              .usePlaintext()
              .build();
      try {
        // Once the connection stands, and has nothing more to write for itself.
        answerAll(answers, send(channel, loop, 1), 1);
        loop.submit(() -> {}).sync();
        int before = CountingChannel.WRITES.get();

        CountDownLatch ended = send(channel, loop, CALLS);
        // gRPC flushes in a task of its own, which this one comes after.
        loop.submit(() -> {}).sync();
        int writes = CountingChannel.WRITES.get() - before;

        answerAll(answers, ended, CALLS);
        assertThat(writes).isEqualTo(1);
      } finally {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
      }
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  /** Sends calls in one task of the loop. */
  private static CountDownLatch send(ManagedChannel channel, EventLoop loop, int calls)
      throws Exception {
    CountDownLatch ended = new CountDownLatch(calls);
    loop.submit(
            () -> {
              for (int i = 0; i < calls; i++) {
                ClientCall<SearchRequest, SearchResponse> call =
                    channel.newCall(HybridCoordinatorGrpc.getSearchMethod(), CallOptions.DEFAULT);
                call.start(
                    new ClientCall.Listener<>() {
                      @Override
                      public void onClose(Status status, Metadata trailers) {
                        ended.countDown();
                      }
                    },
                    new Metadata());
                call.request(2);
                call.sendMessage(SearchRequest.newBuilder().setK(10).build());
                call.halfClose();
              }
            })
        .sync();
    return ended;
  }

  /** Waits until all calls have arrived, answers them, and waits until the client knows. */
  private static void answerAll(Queue<Runnable> answers, CountDownLatch ended, int calls)
      throws InterruptedException {
    long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (answers.size() < calls) {
      assertThat(System.nanoTime()).as("until the calls arrive").isLessThan(patience);
      Thread.sleep(1);
    }
    answers.forEach(Runnable::run);
    answers.clear();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
  }
}

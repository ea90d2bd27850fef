package io.hybridperf.jmh.stack;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Asks a coordinator at a rate, whether it keeps up or not. A response time counts from when the
 * request was due, so that no stall is left out.
 */
public final class OpenLoop implements AutoCloseable {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long DEADLINE_SECONDS = 5;

  private final ManagedChannel channel;
  private final HybridCoordinatorGrpc.HybridCoordinatorStub stub;

  /**
   * @param target the coordinator's {@code host:port}
   */
  public OpenLoop(String target) {
    channel = NettyChannelBuilder.forTarget(target).usePlaintext().directExecutor().build();
    stub = HybridCoordinatorGrpc.newStub(channel);
  }

  /**
   * What one step found.
   *
   * @param asked requests a second
   * @param answered full answers a second, until the last answer came
   * @param failed requests without a full answer
   * @param responseMillis response times at p50 and p99
   * @param ownMillis the coordinator's own time at p50 and p99: its total without the stages that
   *     wait for stores
   */
  public record Step(
      int asked, double answered, int failed, Percentiles responseMillis, Percentiles ownMillis) {}

  /** Two percentiles. */
  public record Percentiles(double p50, double p99) {
    static Percentiles of(long[] values, int count, double perMilli) {
      long[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return count == 0
          ? new Percentiles(Double.NaN, Double.NaN)
          : new Percentiles(
              sorted[(int) Math.ceil(count * 0.50) - 1] / perMilli,
              sorted[(int) Math.ceil(count * 0.99) - 1] / perMilli);
    }
  }

  /**
   * Asks for some seconds and waits for the answers.
   *
   * @param rate requests a second
   * @param seconds how long
   * @param requests the i-th request
   * @return what was found
   */
  public Step run(int rate, int seconds, LongFunction<SearchRequest> requests) {
    int planned = rate * seconds;
    long[] response = new long[planned];
    long[] own = new long[planned];
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch open = new CountDownLatch(planned);
    long start = System.nanoTime();
    for (int i = 0; i < planned; i++) {
      long due = start + i * SECOND / rate;
      for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
        LockSupport.parkNanos(early);
      }
      stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
          .search(
              requests.apply(i),
              new StreamObserver<>() {
                @Override
                public void onNext(SearchResponse answer) {
                  if (answer.getDegradedCount() == 0) {
                    int at = answered.getAndIncrement();
                    response[at] = System.nanoTime() - due;
                    own[at] = ownMicros(answer);
                  }
                }

                @Override
                public void onError(Throwable failure) {
                  open.countDown();
                }

                @Override
                public void onCompleted() {
                  open.countDown();
                }
              });
    }
    await(open);
    double tookSeconds = (System.nanoTime() - start) / (double) SECOND;
    int full = answered.get();
    return new Step(
        rate,
        full / tookSeconds,
        planned - full,
        Percentiles.of(response, full, 1e6),
        Percentiles.of(own, full, 1e3));
  }

  /** Stages at the same time count once, by the longer. */
  static long ownMicros(SearchResponse answer) {
    StageMicros stages = answer.getStageMicros();
    long afterVectors =
        answer.getStrategy() == Strategy.STRATEGY_HYBRID_PARALLEL
            ? Math.max(stages.getGraph(), stages.getPolicy())
            : stages.getGraph() + stages.getPolicy();
    return Math.max(0, stages.getTotal() - stages.getVector() - afterVectors);
  }

  private static void await(CountDownLatch open) {
    try {
      open.await(DEADLINE_SECONDS + 1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}

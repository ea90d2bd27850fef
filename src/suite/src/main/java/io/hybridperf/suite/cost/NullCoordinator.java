package io.hybridperf.suite.cost;

import com.sun.management.OperatingSystemMXBean;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.hybridperf.api.v1.Hit;
import io.hybridperf.api.v1.HybridCoordinatorGrpc;
import io.hybridperf.api.v1.SearchResponse;
import io.hybridperf.api.v1.StageMicros;
import io.hybridperf.api.v1.Strategy;
import io.hybridperf.feeders.movielens.Dataset;
import io.hybridperf.feeders.movielens.Film;
import io.hybridperf.feeders.movielens.MovieLens;
import io.hybridperf.feeders.query.Query;
import io.hybridperf.feeders.query.QuerySet;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC server that does nothing: whatever search it is asked, it gives the same answer of a
 * realistic size. It is no stand-in for a coordinator, but the cheapest server there can be, so
 * that what a generator costs can be seen.
 *
 * <p>A process of its own. It listens on the loopback interface and says {@code PORT n}; to each
 * line it reads it says how many calls it has answered and how many nanoseconds of CPU it has used;
 * it ends when its standard input does.
 */
final class NullCoordinator {
  private static final int HITS = 10;

  // Held, or its level would be forgotten.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  /** What a hybrid search of ten hits is answered with. */
  static final SearchResponse ANSWER = answer();

  private final AtomicLong answered = new AtomicLong();
  private final byte[] bytes = ANSWER.toByteArray();

  private final @Nullable QueueWorker queue;

  private NullCoordinator(@Nullable QueueWorker queue) {
    this.queue = queue;
    if (queue != null) {
      queue.start();
    }
  }

  /**
   * Serves until standard input ends.
   *
   * @param arguments none; or the mean nanoseconds and the seed of a {@link QueueWorker}, whose p99
   *     since the last time is then said too
   * @throws IOException if no port can be had
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = System.out;
    // Whatever else is said must not be taken for an answer.
    System.setOut(System.err);
    // A client that is killed, or far too late, is not worth a stack trace for each of its calls.
    GRPC_LOG.setLevel(Level.OFF);
    QueueWorker queue =
        arguments.length == 0
            ? null
            : new QueueWorker(Double.parseDouble(arguments[0]), Long.parseLong(arguments[1]));
    NullCoordinator coordinator = new NullCoordinator(queue);
    Server server = coordinator.start();
    out.println("PORT " + server.getPort());
    BufferedReader asked =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    while (asked.readLine() != null) {
      out.println(
          coordinator.answered.get()
              + " "
              + system.getProcessCpuTime()
              + (queue == null ? "" : " " + queue.times().getValueAtPercentile(99)));
    }
    server.shutdownNow();
    System.exit(0);
  }

  private Server start() throws IOException {
    MultiThreadIoEventLoopGroup loop =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .bossEventLoopGroup(loop)
        .workerEventLoopGroup(loop)
        .channelType(NioServerSocketChannel.class)
        .directExecutor()
        .flowControlWindow(4 << 20)
        .addService(
            ServerServiceDefinition.builder(HybridCoordinatorGrpc.SERVICE_NAME)
                .addMethod(search(), (call, headers) -> take(call))
                .build())
        .build()
        .start();
  }

  /** Neither is the request read, nor the answer put together: both are bytes. */
  private static MethodDescriptor<InputStream, byte[]> search() {
    return MethodDescriptor.<InputStream, byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(HybridCoordinatorGrpc.getSearchMethod().getFullMethodName())
        .setRequestMarshaller(
            new MethodDescriptor.Marshaller<InputStream>() {
              @Override
              public InputStream stream(InputStream value) {
                return value;
              }

              @Override
              public InputStream parse(InputStream stream) {
                return stream;
              }
            })
        .setResponseMarshaller(
            new MethodDescriptor.Marshaller<byte[]>() {
              @Override
              public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
              }

              @Override
              public byte[] parse(InputStream stream) {
                throw new UnsupportedOperationException("answers are only sent");
              }
            })
        .build();
  }

  private ServerCall.Listener<InputStream> take(ServerCall<InputStream, byte[]> call) {
    call.request(1);
    return new ServerCall.Listener<>() {
      @Override
      public void onMessage(InputStream message) {
        try (message) {
          // Left unread.
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void onHalfClose() {
        if (queue == null) {
          answer(call);
        } else {
          queue.take(() -> answer(call));
        }
      }
    };
  }

  private void answer(ServerCall<InputStream, byte[]> call) {
    call.sendHeaders(new Metadata());
    call.sendMessage(bytes);
    call.close(Status.OK, new Metadata());
    answered.getAndIncrement();
  }

  /** The right one to the first of the shipped queries, which is all that is asked here. */
  private static SearchResponse answer() {
    SearchResponse.Builder answer =
        SearchResponse.newBuilder()
            .setStrategy(Strategy.STRATEGY_HYBRID_SEQUENTIAL)
            .setStageMicros(
                StageMicros.newBuilder()
                    // Less than any client can have waited.
                    .setVector(7)
                    .setGraph(9)
                    .setAggregation(2)
                    .setTotal(20));
    Dataset data = MovieLens.load();
    Query only = QuerySet.load().queries().getFirst();
    for (int rank = 0; rank < HITS; rank++) {
      Film film = data.film(only.trueIds()[rank]).orElseThrow();
      answer.addHits(
          Hit.newBuilder()
              .setContentId(film.id())
              .setScore(only.trueScores()[rank])
              .setVectorScore(only.trueScores()[rank])
              .setTitle(film.title())
              .addAllGenres(film.genres())
              .addAllThemes(film.themes())
              .addAllMoods(film.moods())
              .addAllCulturalContexts(film.culturalContexts()));
    }
    return answer.build();
  }
}

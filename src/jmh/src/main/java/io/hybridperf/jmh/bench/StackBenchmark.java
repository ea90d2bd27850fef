package io.hybridperf.jmh.bench;

import io.hybridperf.api.v1.SearchRequest;
import io.hybridperf.api.v1.SearchResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the benchmarks of the whole stack share: a coordinator, asked over gRPC. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public abstract class StackBenchmark {
  /** How many hits are wanted. */
  @Param("100")
  public int k;

  private final AtomicInteger next = new AtomicInteger();
  private @Nullable CoordinatorClient client;

  StackBenchmark() {}

  /** Which benchmark with which parameters, for the list of failures. */
  abstract String name();

  /** Makes sure that who is meant to answer does, and notes facts. */
  abstract void prepare();

  final SearchResponse ask(SearchRequest request) {
    return Objects.requireNonNull(client).search(request);
  }

  final <T> T next(List<T> all) {
    return all.get(Math.floorMod(next.getAndIncrement(), all.size()));
  }

  /** Connects, and checks who answers. */
  @Setup(Level.Trial)
  public void setUp() {
    Failures.noting(
        name(),
        () -> {
          client = CoordinatorClient.open();
          prepare();
          return client;
        });
  }

  /** Disconnects. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (client != null) {
      client.close();
    }
  }
}

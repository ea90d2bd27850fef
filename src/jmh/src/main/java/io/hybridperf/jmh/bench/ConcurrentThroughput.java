package io.hybridperf.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How many searches a second are answered with 10, 100 and 1,000 callers, each with one in flight
 * until the work is done. The callers are virtual threads and the clock is one, around all of them:
 * JMH's own threads each keep a clock, and on a machine with few processors the sum of a thousand
 * rates over a thousand different intervals is no rate.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class ConcurrentThroughput {
  static final int SEARCHES = 4_000;

  /** The engine. */
  @Param({"cpu-exact", "lucene-hnsw"})
  public String backend = "";

  /** What is searched. */
  @Param("clustered:20000x128")
  public String data = "";

  /** The engine's settings. */
  @Param("")
  public String tuning = "";

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** How many callers. */
  @Param({"10", "100", "1000"})
  public int inFlight;

  private @Nullable SearchFixture fixture;
  private @Nullable ExecutorService callers;

  /** For JMH. */
  public ConcurrentThroughput() {}

  /** Builds the engine over the data. */
  @Setup(Level.Trial)
  public void setUp() {
    // Its callers are the parallelism: an engine's own threads would only get in their way.
    String settings = backend.equals("cpu-exact") && tuning.isEmpty() ? "threads=1" : tuning;
    fixture = SearchFixture.open("ConcurrentThroughput", backend, data, settings, k, 1);
    callers = Executors.newVirtualThreadPerTaskExecutor();
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (callers != null) {
      callers.close();
    }
    if (fixture != null) {
      fixture.close();
    }
  }

  /**
   * 4,000 searches by all callers together.
   *
   * @return the searches made
   * @throws InterruptedException when JMH gives up
   * @throws ExecutionException when a search fails
   */
  @Benchmark
  @OperationsPerInvocation(SEARCHES)
  public int search() throws InterruptedException, ExecutionException {
    AtomicInteger taken = new AtomicInteger();
    List<Future<Integer>> running = new ArrayList<>(inFlight);
    for (int caller = 0; caller < inFlight; caller++) {
      running.add(Objects.requireNonNull(callers).submit(() -> searchWhileThereIsWork(taken)));
    }
    int searches = 0;
    for (Future<Integer> caller : running) {
      searches += caller.get();
    }
    return searches;
  }

  @SuppressWarnings("ThreadPriorityCheck") // fairness among the callers, not correctness
  private int searchWhileThereIsWork(AtomicInteger taken) {
    Caller caller = new Caller();
    int searches = 0;
    while (taken.getAndIncrement() < SEARCHES) {
      Objects.requireNonNull(fixture).search(caller);
      searches++;
      // Virtual threads do not take turns by themselves, and every caller is to have its own.
      Thread.yield();
    }
    return searches;
  }
}

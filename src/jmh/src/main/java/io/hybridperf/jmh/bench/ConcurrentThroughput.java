package io.hybridperf.jmh.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * How many searches a second are answered with 10, 100 and 1,000 callers, each with one in flight
 * until the work is done. The callers are virtual threads and the clock is one, around all of them:
 * JMH's own threads each keep a clock, and on a machine with few processors the sum of a thousand
 * rates over a thousand different intervals is no rate.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class ConcurrentThroughput extends EngineBenchmark {
  static final int SEARCHES = 4_000;

  /** The engine. */
  @Param({"cpu-exact", "lucene-hnsw"})
  public String backend = "";

  /** What is searched. */
  @Param("clustered:20000x128")
  public String data = "";

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** How many callers. */
  @Param({"10", "100", "1000"})
  public int inFlight;

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();

  /** For JMH. */
  public ConcurrentThroughput() {}

  @Override
  SearchFixture open() {
    // Its callers are the parallelism: an engine's own threads would only get in their way.
    String settings = backend.equals("cpu-exact") && tuning.isEmpty() ? "threads=1" : tuning;
    return SearchFixture.open("ConcurrentThroughput", backend, data, settings, k, 1);
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
      running.add(callers.submit(() -> searchWhileThereIsWork(taken)));
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
      fixture().search(caller);
      searches++;
      // Virtual threads do not take turns by themselves, and every caller is to have its own.
      Thread.yield();
    }
    return searches;
  }
}

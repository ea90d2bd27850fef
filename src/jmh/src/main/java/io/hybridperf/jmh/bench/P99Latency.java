package io.hybridperf.jmh.bench;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
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

/** The distribution of the time of one search, from at least 10,000 of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 3)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--add-modules=jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class P99Latency {
  /** The engine. */
  @Param("lucene-hnsw")
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

  private @Nullable SearchFixture fixture;

  /** For JMH. */
  public P99Latency() {}

  /** Builds the engine over the data. */
  @Setup(Level.Trial)
  public void setUp() {
    fixture = SearchFixture.open("P99Latency", backend, data, tuning, k, 1);
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (fixture != null) {
      fixture.close();
    }
  }

  /**
   * One search.
   *
   * @param caller the thread's own state
   * @return the row numbers found
   */
  @Benchmark
  public int[] search(Caller caller) {
    return Objects.requireNonNull(fixture).search(caller);
  }
}

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

/**
 * How the rate of searches grows with the number of devices: the data set lies in equal parts on
 * each. A device is a GPU, or for an engine of the processor a core.
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
public class VectorSearchScaling {
  /** The engine. */
  @Param("cpu-exact")
  public String backend = "";

  /** Over how many devices; the runner sets 1 to all that are present. */
  @Param("1")
  public int devices;

  /** What is searched. */
  @Param("clustered:100000x128")
  public String data = "";

  /** The engine's settings. */
  @Param("")
  public String tuning = "";

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** How many queries a search. */
  @Param("10")
  public int batch;

  private @Nullable SearchFixture fixture;

  /** For JMH. */
  public VectorSearchScaling() {}

  /** Builds the engine over the data. */
  @Setup(Level.Trial)
  public void setUp() {
    fixture =
        SearchFixture.sharded("VectorSearchScaling", backend, devices, data, tuning, k, batch);
  }

  /** Frees the engine. */
  @TearDown(Level.Trial)
  public void tearDown() {
    if (fixture != null) {
      fixture.close();
    }
  }

  /**
   * One search of all queries of a batch.
   *
   * @param caller the thread's own state
   * @return the row numbers found
   */
  @Benchmark
  public int[] search(Caller caller) {
    return Objects.requireNonNull(fixture).search(caller);
  }
}

package io.hybridperf.jmh.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/**
 * How the rate of searches grows with the number of devices: the data set lies in equal parts on
 * each. A device is a GPU, or for an engine of the processor a core.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class VectorSearchScaling extends EngineBenchmark {
  /** The engine. */
  @Param("cpu-exact")
  public String backend = "";

  /** Over how many devices; the runner sets 1 to all that are present. */
  @Param("1")
  public int devices;

  /** What is searched. */
  @Param("clustered:100000x128")
  public String data = "";

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** How many queries a search. */
  @Param("10")
  public int batch;

  /** For JMH. */
  public VectorSearchScaling() {}

  @Override
  SearchFixture open() {
    return SearchFixture.sharded("VectorSearchScaling", backend, devices, data, tuning, k, batch);
  }

  /**
   * One search of all queries of a batch.
   *
   * @param caller the thread's own state
   * @return the row numbers found
   */
  @Benchmark
  public int[] search(Caller caller) {
    return fixture().search(caller);
  }
}

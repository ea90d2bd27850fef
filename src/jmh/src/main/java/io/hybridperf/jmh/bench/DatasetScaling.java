package io.hybridperf.jmh.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** How the time of a search grows with the number of rows. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DatasetScaling extends EngineBenchmark {
  /** The engine. */
  @Param("cpu-exact")
  public String backend = "";

  /** How many rows. */
  @Param({"100000", "1000000", "10000000"})
  public int rows;

  /** How many components a row. */
  @Param("128")
  public int dimension;

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** How many queries a search. */
  @Param("1")
  public int batch;

  /** For JMH. */
  public DatasetScaling() {}

  @Override
  SearchFixture open() {
    return SearchFixture.open(
        "DatasetScaling", backend, "clustered:" + rows + "x" + dimension, tuning, k, batch);
  }

  /**
   * One search.
   *
   * @param caller the thread's own state
   * @return the row numbers found
   */
  @Benchmark
  public int[] search(Caller caller) {
    return fixture().search(caller);
  }
}

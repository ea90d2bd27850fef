package io.hybridperf.jmh.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** How the time of a search grows with the number of answers asked for. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QueryComplexity extends EngineBenchmark {
  /** The engine. */
  @Param({"cpu-exact", "lucene-hnsw", "jvector"})
  public String backend = "";

  /** What is searched. */
  @Param("clustered:20000x128")
  public String data = "";

  /** How many answers a query. */
  @Param({"1", "10", "100", "1000"})
  public int k;

  /** How many queries a search. */
  @Param("1")
  public int batch;

  /** For JMH. */
  public QueryComplexity() {}

  @Override
  SearchFixture open() {
    return SearchFixture.open("QueryComplexity", backend, data, tuning, k, batch);
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

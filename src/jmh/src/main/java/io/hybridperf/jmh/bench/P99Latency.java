package io.hybridperf.jmh.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;

/** The distribution of the time of one search, from at least 10,000 of them. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Measurement(iterations = 5, time = 3)
public class P99Latency extends EngineBenchmark {
  /** The engine. */
  @Param("lucene-hnsw")
  public String backend = "";

  /** What is searched. */
  @Param("clustered:20000x128")
  public String data = "";

  /** How many answers a query. */
  @Param("10")
  public int k;

  /** For JMH. */
  public P99Latency() {}

  @Override
  SearchFixture open() {
    return SearchFixture.open("P99Latency", backend, data, tuning, k, 1);
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

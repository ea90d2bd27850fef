package io.hybridperf.jmh.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Numbers that belong beside a benchmark's time, such as recall: noted in the benchmark's setup,
 * reported by JMH as secondary results in every mode, in its table and in its JSON. Works as a JMH
 * profiler: {@code -prof io.hybridperf.jmh.bench.Facts}.
 */
public final class Facts implements InternalProfiler {
  private record Fact(double value, String unit) {}

  private static final Map<String, Fact> FACTS = new ConcurrentSkipListMap<>();

  /** For JMH. */
  public Facts() {}

  /**
   * Notes a number, until the next call with the same name or {@link #clear}.
   *
   * @param name e.g. {@code recall@10}
   * @param value the number
   * @param unit e.g. {@code fraction}
   */
  static void note(String name, double value, String unit) {
    FACTS.put(name, new Fact(value, unit));
  }

  /**
   * Looks a number up.
   *
   * @param name as noted
   * @return the number, NaN when there is none
   */
  public static double value(String name) {
    Fact fact = FACTS.get(name);
    return fact == null ? Double.NaN : fact.value;
  }

  /** Forgets all numbers. */
  public static void clear() {
    FACTS.clear();
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // The numbers are noted by the benchmark itself.
  }

  // JMH's own signature has the raw type.
  @SuppressWarnings("rawtypes")
  @Override
  public Collection<? extends Result> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    List<ScalarResult> results = new ArrayList<>();
    FACTS.forEach((name, fact) ->
        results.add(new ScalarResult(name, fact.value, fact.unit, AggregationPolicy.AVG)));
    return results;
  }

  @Override
  public String getDescription() {
    return "recall and other facts the benchmarks note beside their times";
  }
}

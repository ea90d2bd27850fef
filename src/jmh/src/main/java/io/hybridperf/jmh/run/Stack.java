package io.hybridperf.jmh.run;

import io.hybridperf.jmh.backend.BackendException;
import io.hybridperf.jmh.bench.CoordinatorClient;
import io.hybridperf.jmh.bench.GraphDepth;
import io.hybridperf.jmh.bench.HybridVsNeo4j;
import io.hybridperf.stack.StackProcess;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One stack for all benchmarks that need one, so that it starts once and not once a process. */
final class Stack implements AutoCloseable {
  private static final Set<String> NEED_IT =
      Set.of(GraphDepth.class.getName(), HybridVsNeo4j.class.getName());

  private final @Nullable StackProcess process;
  private final boolean missing;

  private Stack(@Nullable StackProcess process, boolean missing) {
    this.process = process;
    this.missing = missing;
  }

  /**
   * {@return whether a benchmark drives the stack}
   *
   * @param benchmark the simple name of its class
   */
  static boolean isNeededBy(String benchmark) {
    return NEED_IT.stream().anyMatch(name -> name.endsWith("." + benchmark));
  }

  /** Starts it when one of these benchmarks needs it; when it cannot start, that is a failure. */
  static Stack startFor(Collection<String> benchmarks, List<String> failures) {
    boolean named = !System.getProperty(CoordinatorClient.TARGET_PROPERTY, "").isEmpty();
    List<String> needing = benchmarks.stream().filter(NEED_IT::contains).toList();
    if (named || needing.isEmpty()) {
      return new Stack(null, false);
    }
    try {
      StackProcess process = CoordinatorClient.startStack();
      System.setProperty(CoordinatorClient.TARGET_PROPERTY, process.target());
      return new Stack(process, false);
    } catch (BackendException e) {
      needing.forEach(
          name -> failures.add(name.substring(name.lastIndexOf('.') + 1) + ": " + e.getMessage()));
      return new Stack(null, true);
    }
  }

  /** Those benchmarks that can run. */
  Map<String, List<String>> runnable(Map<String, List<String>> selected) {
    Map<String, List<String>> runnable = new TreeMap<>(selected);
    if (missing) {
      runnable.keySet().removeAll(NEED_IT);
    }
    return runnable;
  }

  @Override
  public void close() {
    if (process != null) {
      System.clearProperty(CoordinatorClient.TARGET_PROPERTY);
      process.close();
    }
  }
}

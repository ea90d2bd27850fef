package io.hybridperf.jmh.bench;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One thread that searches: its place among the queries, and arrays of its own. */
@State(Scope.Thread)
public class Caller {
  // Threads start at different queries, so that they do not all search for the same one at once.
  private static final AtomicInteger CALLERS = new AtomicInteger();
  private static final int STRIDE = 37;

  float[] query = {};
  int[] ids = {};
  float[] distances = {};
  private final int start;
  private int next;

  /** For JMH: a caller somewhere among the queries. */
  public Caller() {
    this(CALLERS.incrementAndGet() * STRIDE);
  }

  /** A caller that starts at a query. */
  Caller(int start) {
    this.start = start;
  }

  void prepare(float[] queries, int queryCount, int dimension, int batch, int k) {
    if (query.length != batch * dimension || ids.length != batch * k) {
      query = new float[batch * dimension];
      ids = new int[batch * k];
      distances = new float[batch * k];
      next = start % queryCount;
    }
    for (int i = 0; i < batch; i++) {
      System.arraycopy(queries, next * dimension, query, i * dimension, dimension);
      next = next + 1 == queryCount ? 0 : next + 1;
    }
  }
}

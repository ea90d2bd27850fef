package io.hybridperf.coordinator.tracing;

import io.grpc.Context;
import org.jspecify.annotations.Nullable;

/** Learns what became of one request. For the thread that works on it. */
public interface RequestTrace {

  /** Of a request that is not traced. */
  RequestTrace NONE =
      new RequestTrace() {
        @Override
        public void stage(String name, long startNanos, long endNanos) {}

        @Override
        public void strategy(String name) {}
      };

  /** {@return that of the call whose gRPC context is current} */
  static RequestTrace current() {
    @Nullable RequestTrace current = TraceInterceptor.TRACE.get(Context.current());
    return current == null ? NONE : current;
  }

  /**
   * A stage has ended.
   *
   * @param name vector, graph, policy or aggregation
   * @param startNanos on {@link System#nanoTime()}
   * @param endNanos on the same clock
   */
  void stage(String name, long startNanos, long endNanos);

  /**
   * Says how the request is answered; the last word counts.
   *
   * @param name of the strategy
   */
  void strategy(String name);
}

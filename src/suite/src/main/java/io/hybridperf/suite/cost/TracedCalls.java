package io.hybridperf.suite.cost;

import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.suite.watch.RunningLoad;
import java.util.function.DoubleSupplier;

/** A share of the calls has a trace, and the slowest of those are kept. */
final class TracedCalls implements Addition, DoubleSupplier {
  private final double share;
  private volatile double now;

  TracedCalls(double share) {
    this.share = share;
  }

  @Override
  public void on(RunningLoad load) {
    now = share;
  }

  @Override
  public void off() {
    now = 0;
  }

  @Override
  public String problem(RunningLoad load) {
    return load.recorder().slowest().kept().stream().anyMatch(SlowCall::traced)
        ? ""
        : "no call had a trace";
  }

  @Override
  public double getAsDouble() {
    return now;
  }
}

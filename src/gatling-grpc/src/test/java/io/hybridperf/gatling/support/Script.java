package io.hybridperf.gatling.support;

import io.gatling.javaapi.core.Simulation;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one simulation of the tests: Gatling creates it by its class, and it does what the test said.
 */
public final class Script extends Simulation {
  private static @Nullable Consumer<Simulation> next;

  /** Does what the test said. */
  public Script() {
    Objects.requireNonNull(next, "no script").accept(this);
  }

  static void prepare(Consumer<Simulation> script) {
    next = script;
  }
}

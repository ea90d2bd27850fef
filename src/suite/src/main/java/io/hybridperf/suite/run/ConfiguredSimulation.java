package io.hybridperf.suite.run;

import io.gatling.javaapi.core.Simulation;
import io.hybridperf.suite.settings.Films;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.QuietOutput;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a simulation is configured with: rates, times and its variant. */
abstract class ConfiguredSimulation extends Simulation {
  private static final int FILMS_IN_USUAL_TIME = 5_000;

  final HybridRun run;

  /** Two targets in turns in place of the simulation's own load; null: there is one, as usual. */
  final @Nullable Sides sides;

  /**
   * Reads the settings. The target is made ready, and the embedded stack started where the
   * environment asks for it, when the load is set up.
   */
  ConfiguredSimulation() {
    QuietOutput.asMavenIs();
    HybridRun begun =
        UserError.orExit(() -> {
          HybridRun read = HybridRun.of(getClass());
          Films films = Films.of(read.settings());
          LoadCheck.requireHeap(films, Runtime.getRuntime().maxMemory());
          // Their ground truth is computed, and the embedded stack loads them.
          read.start.bePatient(1 + films.synthetic() / FILMS_IN_USUAL_TIME);
          return read;
        });
    sides = UserError.orExit(() -> Sides.of(begun.settings(), begun.environment()));
    run = begun;
  }

  /** {@return the settings of this run} */
  protected final Settings settings() {
    return run.settings();
  }

  /** {@return requests a second at the base of the load, scale included} */
  protected final double qps() {
    return rate(Parameter.QPS);
  }

  /** {@return requests a second at the peak, scale included} */
  protected final double peak() {
    return rate(Parameter.PEAK);
  }

  private double rate(Parameter parameter) {
    return settings().number(parameter) * run.environment().scale();
  }

  /** {@return how long the main load is held} */
  protected final Duration duration() {
    return settings().duration(Parameter.DURATION);
  }

  /** {@return how long the load runs before anything is judged} */
  protected final Duration warmup() {
    return settings().duration(Parameter.WARMUP);
  }

  /** {@return the time from one rate to the next} */
  protected final Duration ramp() {
    return settings().duration(Parameter.RAMP);
  }

  /** {@return how long the peak is held} */
  protected final Duration hold() {
    return settings().duration(Parameter.HOLD);
  }

  /** {@return how often the load repeats} */
  protected final int cycles() {
    return Math.toIntExact(settings().whole(Parameter.CYCLES));
  }

  /** {@return which of its variants the simulation shall be} */
  protected final String profile() {
    return settings().text(Parameter.PROFILE);
  }
}

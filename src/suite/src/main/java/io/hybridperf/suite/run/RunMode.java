package io.hybridperf.suite.run;

import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.repeat.Starts;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.time.Duration;
import java.util.List;

/** What a JVM that runs a simulation is there for. */
sealed interface RunMode {

  /**
   * {@return the mode of this JVM}
   *
   * @param settings of its run
   * @param environment where that is
   * @throws UserError if the settings want two modes
   */
  static RunMode of(Settings settings, Environment environment) {
    List<String> targets = AutoScale.targetsToSearch();
    if (!targets.isEmpty()) {
      return new ScaleSearch(targets);
    }
    int runs = Starts.number(settings);
    if (runs > 1) {
      if (settings.scaleIsAuto()) {
        throw new UserError(
            "scale=auto: each of runs=%s would find a scale of its own, and be no run of the others' load; give the number that one run finds"
                .formatted(runs));
      }
      return new Repeated();
    }
    return settings.scaleIsAuto() ? new SearchedScale() : new FixedScale(environment.scale());
  }

  /**
   * {@return up to how long it warms up} The search for a scale has little time, and goes up;
   * several injectors must leave their warm-up together.
   */
  default Duration warmUpLimit(Settings settings) {
    return this instanceof ScaleSearch
            || !settings.share().isWhole()
            || !settings.has(Parameter.WARMUP_LIMIT)
        ? Duration.ZERO
        : settings.duration(Parameter.WARMUP_LIMIT);
  }

  /**
   * It runs the simulation's load, or its search for a capacity.
   *
   * @param scale what every rate is multiplied by
   */
  record FixedScale(double scale) implements RunMode {}

  /** As {@link FixedScale}, at a scale that a {@link ScaleSearch} in another JVM finds first. */
  record SearchedScale() implements RunMode {}

  /** It has other JVMs run the simulation, one after the other, and judges these runs together. */
  record Repeated() implements RunMode {}

  /**
   * It searches for the scale of another JVM's run, in place of the simulation's own load. Nothing
   * else that the simulation asks for happens: no faults, no events, no analyses.
   *
   * @param targets where the other run aims
   */
  record ScaleSearch(List<String> targets) implements RunMode {}
}

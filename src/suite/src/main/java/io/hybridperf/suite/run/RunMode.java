package io.hybridperf.suite.run;

import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.settings.Environment;
import io.hybridperf.suite.settings.Settings;
import java.util.List;

/** What a JVM that runs a simulation is there for. */
sealed interface RunMode {

  /**
   * {@return the mode of this JVM}
   *
   * @param settings of its run
   * @param environment where that is
   */
  static RunMode of(Settings settings, Environment environment) {
    List<String> targets = AutoScale.targetsToSearch();
    if (!targets.isEmpty()) {
      return new ScaleSearch(targets);
    }
    return settings.scaleIsAuto() ? new SearchedScale() : new FixedScale(environment.scale());
  }

  /**
   * It runs the simulation's load, or its search for a capacity.
   *
   * @param scale what every rate is multiplied by
   */
  record FixedScale(double scale) implements RunMode {}

  /** As {@link FixedScale}, at a scale that a {@link ScaleSearch} in another JVM finds first. */
  record SearchedScale() implements RunMode {}

  /**
   * It searches for the scale of another JVM's run, in place of the simulation's own load. Nothing
   * else that the simulation asks for happens: no faults, no events, no analyses.
   *
   * @param targets where the other run aims
   */
  record ScaleSearch(List<String> targets) implements RunMode {}
}

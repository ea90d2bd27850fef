package io.hybridperf.suite.run;

import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.suite.capacity.CapacityRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation wants to happen to its target.
 *
 * @param profile the load that is known beforehand
 * @param prefixes of the names of the phases in which each system under test is loaded; one that is
 *     empty, if there is only one system
 * @param search what goes on after the profile; null: nothing
 */
record LoadPlan(LoadProfile profile, List<String> prefixes, @Nullable CapacityRun search) {
  /** The prefixes of a load on a single system. */
  static final List<String> ONE_SYSTEM = List.of("");

  /** {@return a load that is all known beforehand, on one system} */
  static LoadPlan of(LoadProfile profile) {
    return new LoadPlan(profile, ONE_SYSTEM, null);
  }

  /** {@return the same with every rate multiplied} */
  LoadPlan scaledBy(double scale) {
    return new LoadPlan(profile.scaledBy(scale), prefixes, search);
  }
}

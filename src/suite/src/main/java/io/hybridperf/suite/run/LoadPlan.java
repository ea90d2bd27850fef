package io.hybridperf.suite.run;

import io.hybridperf.gatling.grpc.PlannedCalls;
import io.hybridperf.measurement.analysis.CapacitySearch;
import io.hybridperf.measurement.analysis.PairedBlocks;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.verdict.HowLong;
import io.hybridperf.suite.answers.CallCheck;
import io.hybridperf.suite.capacity.AutoScale;
import io.hybridperf.suite.capacity.CapacityRun;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation wants to happen to its target.
 *
 * @param profile the load that is known beforehand
 * @param prefixes of the names of the phases in which each system under test is loaded; one that is
 *     empty, if there is only one system
 * @param search what goes on after the profile; null: nothing
 * @param pairs of blocks that the profile is made of, and that are run again where the generator
 *     stalled; null: it is made of others, or a search goes on after it
 * @param calls that virtual users may make
 */
record LoadPlan(
    LoadProfile profile,
    List<String> prefixes,
    @Nullable CapacityRun search,
    @Nullable PairedBlocks pairs,
    PlannedCalls calls) {
  /** The prefixes of a load on a single system. */
  static final List<String> ONE_SYSTEM = List.of("");

  /** Makes the seed of arrivals another one than that of queries. */
  private static final long OF_ARRIVALS = 0x6172_7269_7661_6c73L;

  /** {@return a load that is all known beforehand, on one system} */
  static LoadPlan of(LoadProfile profile) {
    return new LoadPlan(profile, ONE_SYSTEM, null, null);
  }

  LoadPlan(
      LoadProfile profile,
      List<String> prefixes,
      @Nullable CapacityRun search,
      @Nullable PairedBlocks pairs) {
    this(profile, prefixes, search, pairs, PlannedCalls.UNKNOWN);
  }

  /** {@return the same of virtual users that make these calls} */
  LoadPlan making(PlannedCalls known) {
    return new LoadPlan(profile, prefixes, search, pairs, known);
  }

  /**
   * {@return the same with the arrivals of this injector, spaced as the settings say} A phase has
   * as many either way, so that a system that answers all of them in time has held the planned
   * rate.
   */
  LoadPlan arriving(Settings settings) {
    LoadProfile shared = profile.sharedBy(settings.share());
    return new LoadPlan(
        settings.text(Parameter.ARRIVALS).equals("poisson")
            ? shared.poisson(settings.whole(Parameter.SEED) ^ OF_ARRIVALS)
            : shared,
        prefixes,
        search,
        pairs,
        calls);
  }

  /** {@return whether nothing of it depends on how the system does} */
  boolean isKnown() {
    return search == null && pairs == null;
  }

  /**
   * Checks that a search has the time for a first rate.
   *
   * @throws UserError if it has not
   */
  void checkTime() {
    if (search != null) {
      search.checkTime(profile.duration());
    }
  }

  /**
   * Checks that what is asked in each phase is what its objectives look at.
   *
   * @param labels of the queries of a phase
   * @throws UserError for the first objective whose phases have none of its label
   */
  void checkAsked(Function<Phase, Set<String>> labels, List<Slo> slos) {
    if (search == null) {
      CallCheck.check(
          calls, profile.phases().stream().filter(Phase::judged).toList(), labels, slos);
    }
  }

  /** {@return what stands in for this load, with the search that finds its scale} */
  LoadPlan whileScaleIsSearched(Function<CapacitySearch.Limits, CapacityRun> found) {
    CapacitySearch.Limits limits = AutoScale.limits(profile.highestRate());
    return new LoadPlan(AutoScale.warmUp(limits), prefixes, found.apply(limits), null);
  }

  /** {@return the same with every rate multiplied} */
  LoadPlan scaledBy(double scale) {
    return new LoadPlan(profile.scaledBy(scale), prefixes, search, pairs, calls);
  }

  /**
   * {@return what a load of this length can show at best; nothing where a search goes on after it}
   */
  List<String> canShow(List<Slo> slos, Tier gate) {
    return search == null ? HowLong.lines(profile, slos, gate) : List.of();
  }
}

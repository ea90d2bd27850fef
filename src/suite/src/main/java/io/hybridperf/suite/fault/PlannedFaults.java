package io.hybridperf.suite.fault;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.target.RunTarget;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.Timeline;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The faults of a run, each made and mended in the phases of the load that are named after it. */
public final class PlannedFaults {
  private final List<Fault> planned;
  private final Faults faults;
  private final RecoveryTarget recovery;

  private PlannedFaults(List<Fault> planned, Faults faults, RecoveryTarget recovery) {
    this.planned = List.copyOf(planned);
    this.faults = faults;
    this.recovery = recovery;
  }

  /** {@return faults that the target of a run can be made to have} */
  public static PlannedFaults of(List<Fault> planned, Settings settings, RunTarget target) {
    return new PlannedFaults(
        planned, FaultSource.of(settings, target.stack()), RecoveryTarget.of(settings));
  }

  /** Puts them on a run's timeline. */
  public void addTo(Timeline timeline, ArrivalPlan plan) {
    for (Fault fault : planned) {
      timeline.at(
          start(plan, fault.phase()),
          "%s %s".formatted(fault.kind().order(), fault.store()),
          () -> faults.apply(fault));
      timeline.at(
          start(plan, fault.restoredPhase()),
          "restore " + fault.store(),
          () -> faults.restore(fault));
    }
  }

  private static Duration start(ArrivalPlan plan, String phase) {
    List<Phase> phases = plan.profile().phases();
    for (int n = 0; n < phases.size(); n++) {
      if (phases.get(n).name().equals(phase)) {
        return Duration.ofNanos(plan.startNanos(n));
      }
    }
    throw new IllegalArgumentException("the load has no phase '" + phase + "'");
  }

  /** {@return how they were got over} */
  public Analysis analysis(Supplier<OptionalLong> planZero) {
    return new FaultAnalysis(planned, faults, recovery, planZero);
  }

  /** Restores whatever is broken still. */
  public void restoreAll(Consumer<String> say) {
    faults.restoreAll(say);
  }
}

package io.hybridperf.suite.fault;

import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.target.RunTarget;
import io.hybridperf.suite.watch.Analysis;
import io.hybridperf.suite.watch.RunningLoad;
import io.hybridperf.suite.watch.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** The faults of a run, each made and mended in the phases of the load that are named after it. */
public final class PlannedFaults implements Analysis {
  private final List<Fault> planned;
  private final Faults faults;
  private final RecoveryTarget recovery;
  private Supplier<OptionalLong> planZero = OptionalLong::empty;

  private PlannedFaults(List<Fault> planned, Faults faults, RecoveryTarget recovery) {
    this.planned = List.copyOf(planned);
    this.faults = faults;
    this.recovery = recovery;
  }

  /** {@return what is found out about faults} */
  public static List<Metric.External> measured(List<Fault> planned) {
    List<Metric.External> measured = new ArrayList<>();
    measured.add(RecoveryTarget.MEASURED);
    if (!planned.stream().allMatch(Fault::takesVectors)) {
      measured.add(FaultAnalysis.ERROR_RATE_MEASURED);
    }
    measured.add(FaultAnalysis.TIME_TO_FAIL_MEASURED);
    if (planned.stream().anyMatch(Fault::takesVectors)) {
      measured.add(FaultAnalysis.WITHOUT_VECTORS_MEASURED);
    }
    return measured;
  }

  /**
   * {@return faults that the target of a run can be made to have, put on its timeline; of several
   * injectors the first makes them, and finds out how its share of the load fared}
   */
  public static Analysis on(
      Timeline timeline,
      ArrivalPlan plan,
      List<Fault> planned,
      Settings settings,
      RunTarget target) {
    if (!settings.share().isFirst()) {
      return (_, found) -> found.line("faults: made and looked at by injector 1");
    }
    PlannedFaults faults =
        new PlannedFaults(
            planned, FaultSource.of(settings, target.stack()), RecoveryTarget.of(settings));
    faults.addTo(timeline, plan);
    return faults;
  }

  private void addTo(Timeline timeline, ArrivalPlan plan) {
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

  @Override
  public void loadBegins(RunningLoad load) {
    planZero = load.clock()::zeroNanoTime;
  }

  /** Whatever is broken when the run ends is restored. */
  @Override
  public void loadEnds() {
    faults.restoreAll();
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    return new FaultAnalysis(planned, faults, recovery, planZero).add(log, soFar);
  }
}

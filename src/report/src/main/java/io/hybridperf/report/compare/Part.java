package io.hybridperf.report.compare;

import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A part of a run.
 *
 * @param log the run
 * @param scope which part of it, without a window
 */
record Part(RunLog log, Scope scope) {

  /** {@return all of a run, each of its judged phases, each query type; none twice} */
  static List<Scope> scopesOf(RunLog log) {
    List<Scope> scopes = new ArrayList<>(List.of(Scope.RUN));
    List<String> phases = new ArrayList<>();
    log.info().phases().stream()
        .filter(phase -> phase.judged() && phase.arrivals() > 0)
        .map(PlannedPhase::name)
        .filter(name -> phases.stream().noneMatch(known -> Phase.matches(name, known)))
        .forEach(phases::add);
    List<String> labels = log.select(Scope.RUN).labels();
    if (phases.size() > 1) {
      phases.forEach(phase -> scopes.add(new Scope(phase, "", 0)));
    }
    if (labels.size() > 1) {
      labels.forEach(label -> scopes.add(new Scope("", label, 0)));
    }
    return scopes;
  }

  Selection whole() {
    return log.select(scope);
  }

  double zero() {
    return log.planZeroSeconds().orElse(0);
  }

  /** Seconds of each phase by itself: that one phase is slower than another is the plan's doing. */
  <T> List<List<T>> seconds(Function<Selection, T> each) {
    return whole().phases().stream()
        .map(phase ->
            log.select(phase.name()::equals, scope::includesLabel).windows(1).stream()
                .map(each)
                .toList())
        .toList();
  }
}

package io.hybridperf.suite.run;

import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.settings.UserError;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out before anything starts which gates would stay empty, whatever the target does. */
final class GateCheck {
  private final Set<String> measured = new HashSet<>();
  private boolean others;

  GateCheck() {
    measures(List.of(WrongAnswers.MEASURED, GpuWatch.MEASURED));
  }

  /**
   * Something will be found out about a run.
   *
   * @param metrics that get a value by it; none: nobody knows which
   */
  void measures(List<Metric.External> metrics) {
    metrics.forEach(metric -> measured.add(metric.name()));
    others |= metrics.isEmpty();
  }

  /**
   * Looks for gates without a source.
   *
   * @param slos the objectives
   * @param recallSample the share of answers whose recall is measured
   * @throws UserError for the first
   */
  void check(List<Slo> slos, double recallSample) {
    for (Slo slo : slos) {
      if (!slo.gated()) {
        continue;
      }
      if (slo.metric() instanceof Metric.External metric
          && !others
          && !measured.contains(metric.name())) {
        throw empty(
            slo,
            "nothing in this simulation measures it; it has "
                + String.join(", ", measured.stream().sorted().toList()));
      }
      if (slo.metric() instanceof Metric.Distribution metric
          && Series.isRecall(metric.series())
          && recallSample == 0) {
        throw empty(slo, "recall-sample=0 leaves it without a sample; raise -Drecall-sample");
      }
    }
  }

  private static UserError empty(Slo slo, String why) {
    return new UserError(
        "slos.\"%s\".metric = %s: %s, or set gated = false and a reason"
            .formatted(slo.name(), slo.metric().name(), why));
  }

  /**
   * {@return a line for each gate that will not be measured, as far as that is known before}
   *
   * @param plan the load
   * @param slos the objectives
   * @param gpusWatched whether an exporter of GPU metrics is named
   */
  static Stream<String> doubts(LoadPlan plan, List<Slo> slos, boolean gpusWatched) {
    return Stream.concat(gpus(slos, gpusWatched), answers(plan, slos));
  }

  private static Stream<String> gpus(List<Slo> slos, boolean watched) {
    return slos.stream()
        .filter(slo -> slo.gated() && !watched && slo.metric().equals(GpuWatch.MEASURED))
        .map(slo ->
            "planned: \"%s\" will be NOT MEASURED, and so no verdict PASS: gpu.metrics-url names no exporter; name one, or set slos.\"%s\".gated = false and a reason"
                .formatted(slo.name(), slo.name()));
  }

  private static Stream<String> answers(LoadPlan plan, List<Slo> slos) {
    return plan.search() != null
        ? Stream.empty()
        : slos.stream()
            .filter(slo -> slo.gated() && !(slo.metric() instanceof Metric.External))
            .filter(slo -> !(slo.metric() instanceof Metric.Throughput))
            .filter(slo -> users(slo, plan) < slo.minSamples())
            .map(slo ->
                String.format(
                    Locale.ROOT,
                    "planned: too little for \"%s\": %d answers are needed, and %s users come; it will be NOT MEASURED unless each asks more than once",
                    slo.name(),
                    slo.minSamples(),
                    Numbers.text(users(slo, plan))));
  }

  /** Of the whole scope, or of its fullest window. */
  private static double users(Slo slo, LoadPlan plan) {
    List<Phase> phases =
        plan.profile().phases().stream()
            .filter(phase -> phase.judged() && slo.scope().includesPhase(phase.name()))
            .toList();
    double window = slo.scope().windowSeconds();
    return window > 0
        ? phases.stream().mapToDouble(phase -> phase.shape().highestRate() * window).max().orElse(0)
        : phases.stream().mapToDouble(Phase::expectedArrivals).sum();
  }
}

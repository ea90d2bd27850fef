package io.hybridperf.suite.run;

import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.suite.answers.CallCheck;
import io.hybridperf.suite.answers.WrongAnswers;
import io.hybridperf.suite.monitor.Scraped;
import io.hybridperf.suite.resource.GpuWatch;
import io.hybridperf.suite.settings.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds out before anything starts which gates would stay empty, whatever the target does. */
final class GateCheck {
  private static final double ALL_BUT_ROUNDING = 0.999;

  private final List<Supplier<List<Metric.External>>> sources = new ArrayList<>();

  GateCheck() {
    measures(WrongAnswers::metrics);
    measures(() -> Scraped.MEASURED);
  }

  /**
   * Something will be found out about a run.
   *
   * @param metrics that get a value by it, asked when all is known; none: nobody knows which
   */
  void measures(Supplier<List<Metric.External>> metrics) {
    sources.add(metrics);
  }

  /**
   * Looks for gates without a source.
   *
   * @param slos the objectives
   * @param recallSample the share of answers whose recall is measured
   * @throws UserError for the first
   */
  void check(List<Slo> slos, double recallSample) {
    Set<String> measured = new TreeSet<>();
    boolean others = false;
    for (Supplier<List<Metric.External>> source : sources) {
      List<Metric.External> metrics = source.get();
      metrics.forEach(metric -> measured.add(metric.name()));
      others |= metrics.isEmpty();
    }
    for (Slo slo : slos) {
      if (!slo.gated()) {
        continue;
      }
      if (slo.metric() instanceof Metric.External metric
          && !others
          && !measured.contains(metric.name())) {
        throw empty(
            slo, "nothing in this simulation measures it; it has " + String.join(", ", measured));
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
   * @param scale of the run
   */
  static Stream<String> doubts(LoadPlan plan, List<Slo> slos, boolean gpusWatched, double scale) {
    return Stream.of(
            gpus(slos, gpusWatched),
            CallCheck.doubts(plan.calls(), slos),
            answers(plan, slos),
            rates(plan, slos, scale))
        .flatMap(lines -> lines);
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

  /** A throughput that is not even asked for. */
  private static Stream<String> rates(LoadPlan plan, List<Slo> slos, double scale) {
    return plan.search() != null
        ? Stream.empty()
        : slos.stream()
            .filter(slo -> slo.gated() && slo.metric() instanceof Metric.Throughput)
            .flatMap(slo -> {
              double most =
                  judged(slo, plan)
                      .mapToDouble(phase -> phase.shape().highestRate())
                      .max()
                      .orElse(0);
              return slo.threshold(slo.required(Tier.MUST_PASS), scale).stream()
                  .filter(needed -> !needed.holds(most) && most < needed.limit() * ALL_BUT_ROUNDING)
                  .map(needed ->
                      "planned: too little for \"%s\": at most %s users a second come, and %s is needed; it will FAIL unless each asks more than once"
                          .formatted(slo.name(), Numbers.text(most), needed));
            });
  }

  private static Stream<Phase> judged(Slo slo, LoadPlan plan) {
    return plan.profile().phases().stream()
        .filter(phase -> phase.judged() && slo.scope().includesPhase(phase.name()));
  }

  /** Of the whole scope, or of its fullest window. */
  private static double users(Slo slo, LoadPlan plan) {
    List<Phase> phases = judged(slo, plan).toList();
    double window = slo.scope().windowSeconds();
    return window > 0
        ? phases.stream().mapToDouble(phase -> phase.shape().highestRate() * window).max().orElse(0)
        : phases.stream().mapToDouble(Phase::expectedArrivals).sum();
  }
}

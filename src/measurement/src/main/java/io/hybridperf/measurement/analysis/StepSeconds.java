package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.OkAnswers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.slo.Comparison;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.DrawnHistograms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What decided a rate of a capacity search, second by second, so that its seconds can be drawn
 * again: had they come out otherwise, would the rate have held?
 */
final class StepSeconds {

  /** An objective on mixtures of seconds. */
  private interface Objective {
    boolean holds(int[] drawn);
  }

  private final List<Objective> objectives = new ArrayList<>();
  private final List<Selection> seconds = new ArrayList<>();
  private final double scale;
  private final Tier gate;

  /**
   * Reads a rate's seconds.
   *
   * @param log the run
   * @param tries the phases in which the rate was tried
   * @param slos the objectives that decide steps
   */
  StepSeconds(RunLog log, List<PlannedPhase> tries, List<Slo> slos) {
    scale = log.info().scale();
    gate = Tier.gate(log.info().gate());
    List<Double> inTime = new ArrayList<>();
    for (PlannedPhase phase : tries) {
      Selection all = log.select(phase.name()::equals, _ -> true);
      OkAnswers ok = all.okAnswers(log.planZeroSeconds().orElse(0));
      for (Selection second : all.bySecond()) {
        seconds.add(second);
        inTime.add(ok.during(second.time()));
      }
    }
    double[] ok = inTime.stream().mapToDouble(each -> each).toArray();
    long[] sent = seconds.stream().mapToLong(second -> second.answers().sent()).toArray();
    objectives.add(drawn ->
        new Threshold(Comparison.AT_LEAST, StepJudge.KEEPS_UP * sum(sent, drawn), Unit.RATIO)
            .holds(Arrays.stream(drawn).mapToDouble(second -> ok[second]).sum()));
    for (Slo slo : slos) {
      switch (slo.metric()) {
        case Metric.Distribution metric -> distribution(slo, metric);
        case Metric.ErrorRate _ -> share(slo, Answers::errors, Answers::accepted);
        case Metric.ShedRate _ -> share(slo, Answers::shed, Answers::total);
        case Metric.Throughput _, Metric.External _ -> {}
      }
    }
  }

  private List<Selection> secondsOf(Slo slo) {
    return seconds.stream().map(second -> second.ofLabels(slo.scope()::includesLabel)).toList();
  }

  private void share(Slo slo, ToLongFunction<Answers> part, ToLongFunction<Answers> whole) {
    List<Answers> answers = secondsOf(slo).stream().map(Selection::answers).toList();
    long[] parts = answers.stream().mapToLong(part).toArray();
    long[] wholes = answers.stream().mapToLong(whole).toArray();
    objectives.add(drawn -> {
      long samples = sum(wholes, drawn);
      return samples < slo.minSamples()
          || passes(slo, slo.unit().fromShare((double) sum(parts, drawn) / samples));
    });
  }

  private static long sum(long[] bySecond, int[] drawn) {
    long sum = 0;
    for (int second : drawn) {
      sum += bySecond[second];
    }
    return sum;
  }

  private void distribution(Slo slo, Metric.Distribution metric) {
    List<CallTimes> times =
        secondsOf(slo).stream().map(second -> second.times(metric.series())).toList();
    double limit = CallTimes.sum(times).limit(all -> metric.of(all, Unit.NANOSECONDS));
    DrawnHistograms histograms =
        DrawnHistograms.of(
            times.stream().map(second -> second.beyond(limit)).toList(), slo.unit()::fromRecorded);
    objectives.add(drawn -> {
      if (histograms.count(drawn) < slo.minSamples()) {
        return true;
      }
      double value =
          switch (metric.statistic()) {
            case PERCENTILE -> histograms.percentile(drawn, metric.percentile());
            case MEAN -> histograms.mean(drawn);
            case MAX -> histograms.percentile(drawn, 100);
          };
      return passes(slo, value);
    });
  }

  private boolean passes(Slo slo, double value) {
    return slo.tierOf(value, scale).compareTo(slo.required(gate)) >= 0;
  }

  /** {@return how many seconds there are} */
  int count() {
    return seconds.size();
  }

  /**
   * {@return whether the rate would have held}
   *
   * @param drawn indices of seconds, some of them repeated
   */
  boolean holds(int[] drawn) {
    return objectives.stream().allMatch(objective -> objective.holds(drawn));
  }
}

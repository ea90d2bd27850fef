package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.analysis.CapacitySearch.Outcome;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Comparison;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.ExternalMetrics;
import io.hybridperf.measurement.verdict.Judge;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.measurement.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Judges one rate of a capacity search while the run goes on: by the run's gated objectives on
 * latency, errors, shed requests and recall of the whole load; and every rate must be kept up with,
 * to {@value #KEEPS_UP} of it. If the generator was late, nothing else counts.
 */
public final class StepJudge {

  static final double KEEPS_UP = 0.95;

  /** Below this share of the rate there is nothing to try again. */
  private static final double COLLAPSED = 0.8;

  /** A step is short, and tried again if it fails: fewer samples do than for a verdict. */
  private static final long MIN_SAMPLES = 20;

  private static final String THROUGHPUT = "throughput";

  private final List<Slo> slos;
  private final AuditLimits limits;

  /**
   * A judge.
   *
   * @param slos the objectives of the run; those that cannot be judged on a step are left out
   * @param limits what the generator is allowed
   * @param phase objectives on a phase of this name also count; empty: only those on the whole run
   */
  public StepJudge(List<Slo> slos, AuditLimits limits, String phase) {
    this.slos =
        slos.stream()
            .filter(slo -> decidesSteps(slo, phase))
            .map(StepJudge::withFewerSamples)
            .toList();
    this.limits = limits;
  }

  private static boolean decidesSteps(Slo slo, String phase) {
    boolean suits =
        switch (slo.metric()) {
          case Metric.Distribution _, Metric.ErrorRate _, Metric.ShedRate _ -> true;
          case Metric.Throughput _, Metric.External _ -> false;
        };
    return suits
        && slo.gated()
        && (slo.scope().phase().isEmpty() || slo.scope().phase().equals(phase))
        && slo.scope().windowSeconds() == 0;
  }

  private static Slo withFewerSamples(Slo slo) {
    return new Slo(
        slo.name(),
        slo.metric(),
        new Scope("", slo.scope().label(), slo.scope().target(), 0),
        slo.thresholds(),
        slo.scales(),
        Math.min(MIN_SAMPLES, slo.minSamples()),
        "",
        0);
  }

  /**
   * The objectives that decide a step.
   *
   * @return their names
   */
  public List<String> names() {
    return slos.stream().map(Slo::name).toList();
  }

  List<Slo> slos() {
    return slos;
  }

  /**
   * Judges a step that has ended.
   *
   * @param log what was recorded by now
   * @param phase the step's phase
   * @return how it went
   */
  public CapacityStep judge(RunLog log, PlannedPhase phase) {
    RunLog part = log.ofPhase(phase);
    double rate = (double) phase.arrivals() / phase.seconds();
    List<Slo> deciding = new ArrayList<>(slos);
    deciding.add(keepsUp(rate));
    Verdict verdict = Judge.judge(part, deciding, limits, ExternalMetrics.none());
    Selection all = part.select(Scope.RUN);
    CallTimes times = all.times(Series.RESPONSE_TIME);
    Histogram ok = times.ok();
    Answers answers = all.answers();
    double throughput = verdict.results().getLast().value();
    List<String> missed = new ArrayList<>();
    for (SloResult result : verdict.results()) {
      if (result.measuredValue().isPresent() && !result.passes(verdict.gate())) {
        missed.add(
            String.format(
                    Locale.ROOT,
                    "%s %.4g %s",
                    result.slo().name(),
                    result.value(),
                    result.slo().unit().symbol())
                .strip());
      }
    }
    Outcome outcome;
    String reason;
    if (!verdict.audit().violations().isEmpty()) {
      outcome = Outcome.GENERATOR_LATE;
      reason = verdict.audit().violations().getFirst();
    } else if (missed.isEmpty()) {
      outcome = Outcome.HELD;
      reason = "";
    } else {
      outcome = throughput < COLLAPSED * rate ? Outcome.CLEARLY_MISSED : Outcome.MISSED;
      reason = String.join(", ", missed);
    }
    return new CapacityStep(
        phase.name(),
        rate,
        throughput,
        ok.getTotalCount() == 0 ? Double.NaN : ok.getMean(),
        times.percentile(50),
        times.percentile(99),
        ok.getTotalCount(),
        answers.errorRate(),
        answers.shedRate(),
        verdict.audit().rows().getFirst().p99Nanos(),
        outcome,
        reason);
  }

  private static Slo keepsUp(double rate) {
    Threshold least = new Threshold(Comparison.AT_LEAST, KEEPS_UP * rate, Unit.PER_SECOND);
    return new Slo(
        THROUGHPUT,
        new Metric.Throughput(),
        Scope.RUN,
        Map.of(Tier.MUST_PASS, least),
        false,
        1,
        "",
        0);
  }

  /**
   * Whether all that was sent in a phase has ended.
   *
   * @param log what was recorded by now
   * @param phase the phase
   * @return true if no request of it is on its way
   */
  public static boolean isAnswered(RunLog log, PlannedPhase phase) {
    Answers answers = log.select(phase.name()::equals, _ -> true).answers();
    return answers.answered() >= answers.sent();
  }
}

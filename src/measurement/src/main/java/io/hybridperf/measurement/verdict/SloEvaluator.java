package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.OkAnswers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Stretch;
import io.hybridperf.measurement.slo.Comparison;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.ExternalMetrics.Invalid;
import io.hybridperf.measurement.verdict.ExternalMetrics.Measured;
import io.hybridperf.measurement.verdict.ExternalMetrics.NotMeasured;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Measures SLOs on a log. */
final class SloEvaluator {

  /** The error rate past which a latency says nothing, where no SLO sets another. */
  private static final Threshold DEFAULT_ERROR_LIMIT =
      new Threshold(Comparison.LESS, 50, Unit.PERCENT);

  /** So many calls sent and none back is silence, in a window of any length. */
  private static final long FEWEST_SENT = 20;

  private final RunLog log;
  private final Map<Scope, Selection> selections = new HashMap<>();
  private final double scale;
  private final List<Slo> slos;
  private final ExternalMetrics external;
  private final Doubts doubts;

  SloEvaluator(RunLog log, List<Slo> slos, ExternalMetrics external) {
    this.log = log;
    scale = log.info().scale();
    this.slos = slos;
    doubts = new Doubts(log);
    this.external = external;
  }

  /** Scopes with and without a window look at the same part of the run. */
  private Selection select(Scope scope) {
    return selections.computeIfAbsent(scope.whole(), log::select);
  }

  private List<Selection> windows(Scope scope) {
    return select(scope).windows(scope.windowSeconds());
  }

  private double zero() {
    return log.planZeroSeconds().orElse(0);
  }

  private static String startOf(double windowSeconds) {
    return "worst window starts at %s s".formatted(Numbers.text(windowSeconds));
  }

  SloResult evaluate(Slo slo) {
    SloResult result = measure(slo);
    return result.measuredValue().isPresent()
            && result.interval() == null
            && result.noInterval().isEmpty()
        ? new Doubt.None(whyNoInterval(slo)).on(result, scale)
        : result;
  }

  private static String whyNoInterval(Slo slo) {
    return slo.scope().windowSeconds() > 0
        ? "the worst of several windows, as it was"
        : "a single number, measured beside the answers";
  }

  private SloResult measure(Slo slo) {
    if (slo.metric() instanceof Metric.External metric) {
      return externalMetric(slo, metric);
    }
    if (select(slo.scope()).phases().isEmpty()) {
      return SloResult.notMeasured(
          slo,
          0,
          slo.scope().phase().isEmpty()
              ? "no phase of the run is judged"
              : "the run has no judged phase '%s'".formatted(slo.scope().phase()),
          Double.NaN);
    }
    boolean byWindow = slo.scope().windowSeconds() > 0;
    return switch (slo.metric()) {
      case Metric.Distribution metric ->
          byWindow ? worstWindow(slo, metric) : distribution(slo, metric);
      case Metric.ErrorRate _ -> byWindow ? worstShareByWindow(slo) : share(slo);
      case Metric.ShedRate _ -> byWindow ? worstShareByWindow(slo) : share(slo);
      case Metric.Throughput _ -> byWindow ? worstThroughput(slo) : throughput(slo);
      case Metric.External metric -> externalMetric(slo, metric);
    };
  }

  private SloResult externalMetric(Slo slo, Metric.External metric) {
    return switch (external
        .get(metric.name())
        .orElse(new NotMeasured("nothing in this run measures it"))) {
      case Measured(double _, long samples) when samples < slo.minSamples() ->
          tooFew(slo, samples, "measurements", Double.NaN);
      case Measured(double value, long _) when Double.isNaN(value) ->
          SloResult.notMeasured(slo, 0, "the measurement gave no number", Double.NaN);
      case Measured(double value, long samples) ->
          judged(slo, metric.unit().convert(value, slo.unit()), samples, Double.NaN);
      case Invalid(String reason) -> SloResult.notMeasured(slo, 0, reason, Double.NaN);
      case NotMeasured(String reason) -> SloResult.notMeasured(slo, 0, reason, Double.NaN);
    };
  }

  private SloResult judged(Slo slo, double value, long samples, double errorRate) {
    return SloResult.measured(slo, value, samples, slo.tierOf(value, scale), errorRate);
  }

  private static SloResult tooFew(Slo slo, long samples, String what, double errorRate) {
    return SloResult.notMeasured(
        slo,
        samples,
        "%s %s, at least %s needed".formatted(samples, what, slo.minSamples()),
        errorRate);
  }

  private SloResult distribution(Slo slo, Metric.Distribution metric) {
    Answers answers = select(slo.scope()).answers();
    double errorRate = answers.errorRate();
    CallTimes times = select(slo.scope()).times(metric.series());
    long samples = times.ok().getTotalCount();
    SloResult result =
        samples == 0
            ? SloResult.notMeasured(slo, 0, nothingIn(slo, answers), errorRate)
            : samples < slo.minSamples()
                ? tooFew(slo, samples, "OK answers", errorRate)
                : doubts.distribution(judged(slo, metric, times, errorRate), times, metric);
    return metric.isLatency() ? pairedWithErrors(result, answers) : result;
  }

  /** On what callers waited for, and beside it of OK answers alone. */
  private SloResult judged(Slo slo, Metric.Distribution metric, CallTimes times, double errorRate) {
    Histogram judged = times.judged(nanos(metric));
    SloResult result =
        judged(slo, metric.of(judged, slo.unit()), judged.getTotalCount(), errorRate);
    double ofOkAlone = metric.of(times.ok(), slo.unit());
    return result.value() == ofOkAlone ? result : result.ofOkAlone(ofOkAlone);
  }

  private static ToDoubleFunction<Histogram> nanos(Metric.Distribution metric) {
    return times -> metric.of(times, Unit.NANOSECONDS);
  }

  private static String nothingIn(Slo slo, Answers answers) {
    return answers.total() == 0
        ? "no request was answered in scope '%s'".formatted(slo.scope())
        : answers.ok() == 0
            ? "no OK answer in scope '%s'".formatted(slo.scope())
            : "nothing was recorded under this name";
  }

  /** A latency is that of the OK answers, so it is worth nothing where few are OK. */
  private SloResult pairedWithErrors(SloResult result, Answers answers) {
    Threshold limit = errorLimit(result.slo().scope());
    return answers.accepted() == 0 || limit.holds(limit.unit().fromBase(answers.errorRate()))
        ? result
        : result.failed(
            "error rate %s breaks its limit %s".formatted(percent(answers.errorRate()), limit));
  }

  static String percent(double share) {
    return Numbers.text(100 * share, Unit.PERCENT);
  }

  /** The lowest threshold of the error-rate SLO for that scope, or for the run, or 50 %. */
  private Threshold errorLimit(Scope scope) {
    Optional<Slo> same = errorSlo(scope);
    return same.or(() -> errorSlo(scope.whole()))
        .or(() -> errorSlo(Scope.RUN))
        .map(slo -> slo.thresholds().values().iterator().next())
        .orElse(DEFAULT_ERROR_LIMIT);
  }

  private Optional<Slo> errorSlo(Scope scope) {
    return slos.stream()
        .filter(slo -> slo.metric() instanceof Metric.ErrorRate && slo.scope().equals(scope))
        .findFirst();
  }

  private SloResult worstWindow(Slo slo, Metric.Distribution metric) {
    List<SloResult> windows = new ArrayList<>();
    for (Selection window : windows(slo.scope())) {
      if (metric.isLatency() && isDead(window.answers())) {
        return noOkAnswer(slo, window);
      }
      CallTimes times = window.times(metric.series());
      long calls = metric.isLatency() ? window.answers().total() : times.ok().getTotalCount();
      if (calls >= slo.minSamples()) {
        if (times.ok().getTotalCount() == 0) {
          return noOkAnswer(slo, window);
        }
        windows.add(judged(slo, metric, times, Double.NaN).because(startOf(window.time().start())));
      }
    }
    Answers answers = select(slo.scope()).answers();
    SloResult worst =
        worst(slo, windows)
            .orElseGet(() ->
                SloResult.notMeasured(
                    slo,
                    answers.ok(),
                    "no window of %s s has %s OK answers"
                        .formatted(slo.scope().windowSeconds(), slo.minSamples()),
                    Double.NaN));
    SloResult paired = worst.withErrorRate(answers.errorRate());
    return metric.isLatency()
        ? pairedWithErrorsByWindow(pairedWithErrors(paired, answers))
        : paired;
  }

  /** Without an OK answer, however few ended; or none ended, of more than can be on their way. */
  private static boolean isDead(Answers answers) {
    return answers.ok() == 0 && (answers.total() > 0 || answers.sent() >= FEWEST_SENT);
  }

  private SloResult noOkAnswer(Slo slo, Selection window) {
    return SloResult.notMeasured(
            slo, window.answers().total(), "", select(slo.scope()).answers().errorRate())
        .failed(
            "no OK answer in the window at %s s: %s"
                .formatted(Numbers.text(window.time().start()), window.answers().inWords()));
  }

  private SloResult pairedWithErrorsByWindow(SloResult result) {
    Slo slo = result.slo();
    Threshold limit = errorLimit(slo.scope());
    for (Selection window : windows(slo.scope())) {
      Answers answers = window.answers();
      if (answers.accepted() >= slo.minSamples()
          && !limit.holds(limit.unit().fromBase(answers.errorRate()))) {
        return result.failed(
            "error rate %s in the window at %s s breaks its limit %s"
                .formatted(
                    percent(answers.errorRate()), Numbers.text(window.time().start()), limit));
      }
    }
    return result;
  }

  private static Optional<SloResult> worst(Slo slo, List<SloResult> windows) {
    return windows.stream()
        .reduce((a, b) -> (a.value() >= b.value()) == slo.lowerIsBetter() ? a : b);
  }

  private SloResult share(Slo slo) {
    return shareOf(slo, select(slo.scope()).answers())
        .map(doubts::share)
        .orElseGet(() -> {
          Answers answers = select(slo.scope()).answers();
          return tooFew(slo, ofInterest(slo, answers), "answers", answers.errorRate());
        });
  }

  private static long ofInterest(Slo slo, Answers answers) {
    return slo.metric() instanceof Metric.ErrorRate ? answers.accepted() : answers.total();
  }

  private Optional<SloResult> shareOf(Slo slo, Answers answers) {
    long samples = ofInterest(slo, answers);
    double rate =
        slo.metric() instanceof Metric.ErrorRate ? answers.errorRate() : answers.shedRate();
    return samples < slo.minSamples()
        ? Optional.empty()
        : Optional.of(judged(slo, slo.unit().fromBase(rate), samples, answers.errorRate()));
  }

  private SloResult worstShareByWindow(Slo slo) {
    List<SloResult> results = new ArrayList<>();
    for (Selection window : windows(slo.scope())) {
      shareOf(slo, window.answers())
          .map(result -> result.because(startOf(window.time().start())))
          .ifPresent(results::add);
    }
    return worst(slo, results)
        .orElseGet(() ->
            SloResult.notMeasured(
                slo,
                0,
                "no window of %s s has %s answers"
                    .formatted(slo.scope().windowSeconds(), slo.minSamples()),
                Double.NaN));
  }

  private SloResult throughput(Slo slo) {
    Selection part = select(slo.scope());
    OkAnswers ok = part.okAnswers(zero());
    double errorRate = part.answers().errorRate();
    double planned = part.phases().stream().mapToDouble(PlannedPhase::seconds).sum();
    if (ok.seconds() < Math.min(1, planned - 1e-6)) {
      return SloResult.notMeasured(
          slo, Math.round(ok.count()), "less than a second was recorded", errorRate);
    }
    return doubts.throughput(rate(slo, ok.count(), ok.seconds(), ok.resolution(), errorRate), ok);
  }

  /** Few or no OK answers are a low throughput, not a missing one: no minimum of samples here. */
  private SloResult rate(Slo slo, double ok, double seconds, double resolution, double errorRate) {
    double value = slo.unit().fromBase(ok / seconds);
    Tier tier = slo.tierOfCounted(value, scale, slo.unit().fromBase(resolution / seconds));
    return SloResult.measured(slo, value, Math.round(ok), tier, errorRate);
  }

  private SloResult worstThroughput(Slo slo) {
    List<SloResult> results = new ArrayList<>();
    int length = slo.scope().windowSeconds();
    Selection part = select(slo.scope());
    double errorRate = part.answers().errorRate();
    OkAnswers ok = part.okAnswers(zero());
    for (Stretch stretch : part.stretches(zero())) {
      int whole = (int) (stretch.seconds() / length + 1e-6);
      for (int n = 0; n < whole; n++) {
        double start = stretch.start() + (double) n * length;
        results.add(
            rate(slo, ok.during(new Stretch(start, start + length)), length, 0.5, errorRate)
                .because(startOf(start)));
      }
    }
    return worst(slo, results)
        .orElseGet(() ->
            SloResult.notMeasured(
                slo,
                0,
                "no whole window of %s s".formatted(slo.scope().windowSeconds()),
                errorRate));
  }
}

package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.OkAnswers;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.stats.PercentileInterval;
import io.hybridperf.measurement.stats.RatioInterval;
import io.hybridperf.measurement.stats.Second;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/**
 * How far the values of a run may be off: intervals from the seconds of each phase of a scope. That
 * phases differ is the plan's doing, and so is how many requests there were: what is random of a
 * throughput is what the system did not answer.
 */
final class Doubts {
  private static final String FEW_SECONDS =
      "fewer than %s seconds".formatted(RatioInterval.FEWEST_SECONDS);

  /** A week, beyond which nobody asks how long. */
  private static final double MOST_SECONDS = 7 * 24 * 3_600;

  private final RunLog log;
  private final Tier gate;
  private final double scale;

  Doubts(RunLog log) {
    this.log = log;
    scale = log.info().scale();
    gate = Tier.gate(log.info().gate());
  }

  /**
   * Of a percentile or a mean.
   *
   * @param result its value
   * @param all the calls behind it
   * @param metric what it is
   */
  SloResult distribution(SloResult result, CallTimes all, Metric.Distribution metric) {
    Slo slo = result.slo();
    double counted = all.limit(times -> metric.of(times, Unit.NANOSECONDS));
    Histogram judged = all.beyond(counted);
    return switch (metric.statistic()) {
      case MAX -> new Doubt.None("the largest that was seen").on(result, scale);
      case MEAN ->
          mean(
              result,
              Series.isShare(metric.series()),
              seconds(
                  slo, second -> sum(second.times(metric.series()).beyond(counted), slo.unit())));
      case PERCENTILE -> {
        PercentileInterval interval = PercentileInterval.of(judged, metric.percentile());
        List<List<PercentileInterval.Tail>> seconds =
            seconds(slo, second -> interval.tail(second.times(metric.series()).beyond(counted)));
        yield shown(
            result,
            seconds,
            interval.interval(seconds, slo.level()).map(ends -> ends.map(slo.unit()::fromRecorded)),
            slo.lowerIsBetter() && Series.isTime(metric.series())
                ? (_, limit) ->
                    interval.timesAsLong(
                        seconds, slo.unit().convert(limit, Unit.NANOSECONDS), slo.level())
                : byItsRoot(result));
      }
    };
  }

  private static Second sum(Histogram values, Unit unit) {
    long count = values.getTotalCount();
    return count == 0 ? Second.EMPTY : new Second(unit.meanOf(values) * count, count);
  }

  private SloResult mean(SloResult result, boolean share, List<List<Second>> seconds) {
    Slo slo = result.slo();
    double one = slo.unit().fromShare(1);
    Optional<ConfidenceInterval> interval =
        share
            ? RatioInterval.meanOfShares(in(seconds, one), slo.level())
                .map(ends -> ends.map(end -> end * one))
            : RatioInterval.mean(seconds, slo.level());
    return shown(result, seconds, interval, byItsRoot(result));
  }

  private static List<List<Second>> in(List<List<Second>> seconds, double unit) {
    return seconds.stream()
        .map(phase ->
            phase.stream().map(each -> new Second(each.sum() / unit, each.weight())).toList())
        .toList();
  }

  /** Of the share of errors, or of shed requests. */
  SloResult share(SloResult result) {
    Slo slo = result.slo();
    List<List<Second>> seconds =
        seconds(
            slo,
            second -> {
              Answers answers = second.answers();
              return slo.metric() instanceof Metric.ErrorRate
                  ? new Second(answers.errors(), answers.accepted())
                  : new Second(answers.shed(), answers.total());
            });
    return shown(
        result,
        seconds,
        RatioInterval.share(seconds, slo.level()).map(ends -> ends.map(slo.unit()::fromShare)),
        byItsRoot(result));
  }

  /** Of a throughput: by how much the answers of each second were fewer than its requests. */
  SloResult throughput(SloResult result, OkAnswers ok) {
    Slo slo = result.slo();
    Answers all = log.select(slo.scope()).answers();
    if (all.sent() - ok.count() <= ok.resolution()) {
      return new Doubt.None("all that was sent was answered").on(result, scale);
    }
    List<List<Second>> seconds =
        seconds(
            slo, second -> new Second(second.answers().ok() - (double) second.answers().sent(), 1));
    double most = slo.unit().fromBase(all.sent() / ok.seconds());
    return shown(
        result,
        seconds,
        RatioInterval.mean(seconds, slo.level())
            .map(fewer -> slo.unit().fromBase((fewer.high() - fewer.low()) / 2))
            .map(margin ->
                new ConfidenceInterval(
                    result.value() - margin, Math.min(most, result.value() + margin))),
        byItsRoot(result));
  }

  private <T> List<List<T>> seconds(Slo slo, Function<Selection, T> of) {
    return log.select(slo.scope()).phases().stream()
        .map(PlannedPhase::name)
        .map(phase ->
            log.select(phase::equals, slo.scope()::includesLabel).windows(1).stream()
                .map(of)
                .toList())
        .toList();
  }

  /** How many times as long a run would show that a limit is kept. */
  private interface TimesAsLong {
    double of(ConfidenceInterval interval, double limit);
  }

  /** Margins shrink by the root of the time. */
  private static TimesAsLong byItsRoot(SloResult result) {
    return (interval, limit) -> {
      double bad = result.slo().lowerIsBetter() ? interval.high() : interval.low();
      return Math.pow((bad - result.value()) / (limit - result.value()), 2);
    };
  }

  private SloResult shown(
      SloResult result,
      List<? extends List<?>> seconds,
      Optional<ConfidenceInterval> interval,
      TimesAsLong times) {
    if (interval.isEmpty()) {
      return new Doubt.Unknown(FEW_SECONDS, "more seconds would give one").on(result, scale);
    }
    SloResult shown = new Doubt.Within(interval.get()).on(result, scale);
    if (shown.tier() == shown.shownTier()) {
      return shown;
    }
    Slo slo = result.slo();
    boolean all = !shown.isUnsure(gate) || slo.required(gate) == shown.tier();
    Tier wanted = all ? shown.tier() : slo.required(gate);
    double limit = slo.threshold(wanted, scale).orElseThrow().limit();
    int length = seconds.stream().mapToInt(List::size).sum();
    double more = length * (times.of(interval.get(), limit) - 1);
    return shown.withRemedy(
        more < MOST_SECONDS
            ? "about %s more would show %s".formatted(inWords(more), all ? "it" : wanted.label())
            : "it is too near to its limit for any run to show it");
  }

  private static String inWords(double seconds) {
    BigDecimal rounded =
        BigDecimal.valueOf(Math.max(1, seconds)).round(new MathContext(2, RoundingMode.UP));
    return rounded.doubleValue() < 1_000
        ? Numbers.text(rounded.doubleValue(), Unit.SECONDS)
        : Math.round(Math.ceil(rounded.doubleValue() / 60)) + " min";
  }
}

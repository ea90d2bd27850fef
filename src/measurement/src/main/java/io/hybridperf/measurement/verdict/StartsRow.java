package io.hybridperf.measurement.verdict;

import static java.util.stream.Collectors.joining;

import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.BetweenStarts;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One objective over several starts.
 *
 * @param slo the objective
 * @param one of the verdicts, for gate and scale
 * @param starts the runs that count, at least one
 */
record StartsRow(Slo slo, Verdict one, List<Start> starts) {
  private static final int MOST_STARTS = 100;

  SloResult result() {
    List<SloResult> results = new ArrayList<>();
    for (Start start : starts) {
      Optional<SloResult> found = StartsJudge.of(start, slo);
      if (found.isEmpty() || found.get().measuredValue().isEmpty()) {
        return notMeasured(start, found.map(SloResult::reason).orElse("it is not in its verdict"));
      }
      results.add(found.get());
    }
    SloResult worst = results.stream().min(StartsJudge.worstFirst(one.gate())).orElseThrow();
    return starts.size() < BetweenStarts.FEWEST_STARTS || isCounted(results) || failsByRule(worst)
        ? ofTheWorst(worst, results)
        : between(results, worst);
  }

  private SloResult notMeasured(Start start, String reason) {
    boolean everywhere =
        starts.stream()
            .allMatch(each ->
                StartsJudge.of(each, slo)
                    .filter(result -> result.reason().equals(reason))
                    .isPresent());
    return SloResult.notMeasured(
        slo, 0, everywhere ? reason : start.folder() + ": " + reason, Double.NaN);
  }

  /** What has no spread: each run answered all that was planned, or the largest is looked for. */
  private boolean isCounted(List<SloResult> results) {
    return switch (slo.metric()) {
      case Metric.Throughput _ -> results.stream().allMatch(result -> result.interval() == null);
      case Metric.Distribution metric -> metric.statistic() == Metric.Statistic.MAX;
      case Metric.ErrorRate _, Metric.ShedRate _, Metric.External _ -> false;
    };
  }

  /** As a latency, whose tier does not count where the error rate is not good enough. */
  private boolean failsByRule(SloResult worst) {
    return worst.tier() == Tier.FAIL && slo.tierOf(worst.value(), scale()).isGate();
  }

  private SloResult ofTheWorst(SloResult worst, List<SloResult> results) {
    String others =
        results.size() == 1
            ? "of one start: no spread between starts is known"
            : "the worst of %s starts%s: %s"
                .formatted(
                    results.size(),
                    results.size() < BetweenStarts.FEWEST_STARTS
                        ? ", too few for an interval between them"
                        : "",
                    listed(results));
    return worst.because(worst.reason().isEmpty() ? others : worst.reason() + "; " + others);
  }

  private SloResult between(List<SloResult> results, SloResult worst) {
    double[] values = results.stream().mapToDouble(SloResult::value).toArray();
    BetweenStarts starts = new BetweenStarts(values, areTimes(), slo.level());
    double median = starts.median();
    ConfidenceInterval interval =
        within(starts.areEqual() ? widest(median, results) : starts.interval());
    double bad = slo.lowerIsBetter() ? interval.high() : interval.low();
    // A limit that is the end of what there is, as no wrong answer, is for every start to keep.
    Tier tier = slo.tierOf(worst.value(), median, scale());
    Tier held = slo.tierOf(worst.value(), bad, scale());
    Tier shown = slo.confidence() == 0 || held.compareTo(tier) > 0 ? tier : held;
    SloResult result =
        SloResult.measured(
                slo,
                median,
                results.stream().mapToLong(SloResult::samples).sum(),
                tier,
                results.stream().mapToDouble(SloResult::errorRate).max().orElse(Double.NaN))
            .because(
                "median of %s starts: %s%s"
                    .formatted(
                        results.size(),
                        listed(results),
                        starts.areEqual()
                            ? "; none differs, so that the widest within one counts"
                            : ""))
            .shown(interval, "", shown, "");
    return tier == shown ? result : result.withRemedy(remedy(result, starts));
  }

  private boolean areTimes() {
    return slo.metric() instanceof Metric.Distribution metric && Series.isTime(metric.series());
  }

  /** Of starts that are all alike: what is known of each. */
  private static ConfidenceInterval widest(double value, List<SloResult> results) {
    double low = value;
    double high = value;
    for (SloResult result : results) {
      ConfidenceInterval within = result.interval();
      if (within != null) {
        low = Math.min(low, within.low());
        high = Math.max(high, within.high());
      }
    }
    return new ConfidenceInterval(low, high);
  }

  /** No share is less than nothing or more than all. */
  private ConfidenceInterval within(ConfidenceInterval interval) {
    double most = slo.unit().fromBase(slo.metric().most());
    return new ConfidenceInterval(
        slo.metric() instanceof Metric.External ? interval.low() : Math.max(0, interval.low()),
        Math.min(most, interval.high()));
  }

  private String listed(List<SloResult> results) {
    return results.stream()
        .map(result -> Numbers.text(result.value(), slo.unit()) + own(result.interval()))
        .collect(joining(", "));
  }

  private static String own(@Nullable ConfidenceInterval within) {
    return within == null
        ? ""
        : within.isBounded()
            ? " (within it %s to %s)"
                .formatted(Numbers.text(within.low()), Numbers.text(within.high()))
            : " (within it above %s)".formatted(Numbers.text(within.low()));
  }

  private String remedy(SloResult result, BetweenStarts starts) {
    boolean all = !result.isUnsure(one.gate()) || slo.required(one.gate()) == result.tier();
    Tier wanted = all ? result.tier() : slo.required(one.gate());
    double limit = slo.threshold(wanted, scale()).orElseThrow().limit();
    return starts.areEqual()
        ? "longer runs would show it"
        : starts.startsToShow(limit, MOST_STARTS).stream()
            .mapToObj(
                number -> "-Druns=%s would show %s".formatted(number, all ? "it" : wanted.label()))
            .findFirst()
            .orElse("it is too near to its limit for %s starts to show it".formatted(MOST_STARTS));
  }

  private double scale() {
    return one.info().scale();
  }
}

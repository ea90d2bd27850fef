package io.hybridperf.report.page;

import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Threshold;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a run was judged by, as people read it. */
final class Objectives {
  private static final List<Tier> GATES = List.of(Tier.MUST_PASS, Tier.TARGET, Tier.STRETCH);

  private final Verdict verdict;

  Objectives(Verdict verdict) {
    this.verdict = verdict;
  }

  /** {@return a row for each objective} */
  Table table() {
    return Table.of(
        verdict.results().stream().map(this::row),
        "objective",
        "outcome",
        "value",
        "95 % confident",
        "needed",
        "margin",
        "must-pass",
        "target",
        "stretch",
        "on",
        "samples",
        "remarks");
  }

  private List<Cell> row(SloResult result) {
    Slo slo = result.slo();
    Stream<Cell> limits =
        GATES.stream().map(tier -> Cell.of(limit(slo, tier).map(Threshold::toString).orElse("-")));
    return Stream.of(
            Stream.of(
                Cell.of(slo.name()),
                Cell.of(outcome(result)),
                Cell.number(result.value(), slo.unit()),
                Cell.between(interval(result), result.interval()),
                Cell.of(slo.required(verdict.gate()).label()),
                Cell.of(margin(result).map(Objectives::marginInWords).orElse("-"))),
            limits,
            Stream.of(
                Cell.of(slo.scope().toString()),
                Cell.of(result.samples()),
                Cell.of(String.join("; ", remarks(result)))))
        .flatMap(cells -> cells)
        .toList();
  }

  /** {@return the tier, and what it is worth, in a few words} */
  String outcome(SloResult result) {
    String tier = result.tier().label();
    return result.isUnsure(verdict.gate())
        ? "UNSURE: " + tier + " by its value"
        : result.shownTier() != result.tier()
            ? tier + ", shown: " + result.shownTier().label()
            : tier;
  }

  /** {@return where the true value lies} */
  String interval(SloResult result) {
    ConfidenceInterval ends = result.interval();
    Unit unit = result.slo().unit();
    return ends == null
        ? result.noInterval().isEmpty() ? "-" : result.noInterval()
        : ends.isBounded()
            ? "%s to %s".formatted(Numbers.text(ends.low()), Numbers.text(ends.high(), unit))
            : "above " + Numbers.text(ends.low(), unit);
  }

  private Optional<Threshold> limit(Slo slo, Tier tier) {
    return slo.threshold(tier, verdict.info().scale());
  }

  /**
   * {@return how far the value is on the good side of the limit that is needed, as a part of it}
   */
  Optional<Double> margin(SloResult result) {
    if (result.measuredValue().isEmpty()) {
      return Optional.empty();
    }
    return limit(result.slo(), result.slo().required(verdict.gate()))
        .filter(limit -> limit.limit() > 0)
        .map(limit ->
            (limit.comparison().lowerIsBetter()
                    ? limit.limit() - result.value()
                    : result.value() - limit.limit())
                / limit.limit());
  }

  static String marginInWords(double margin) {
    String percent = Numbers.text(Math.abs(Math.rint(1000 * margin) / 10), Unit.PERCENT);
    return margin >= 0 ? percent + " to spare" : percent + " beyond it";
  }

  /** {@return the gated objective that is nearest to its limit, or furthest beyond it} */
  Optional<SloResult> nearest() {
    return verdict.results().stream()
        .filter(result -> result.slo().gated() && margin(result).isPresent())
        .min(Comparator.comparingDouble(result -> margin(result).orElseThrow()));
  }

  /** {@return the verdict in a sentence} */
  String summary() {
    return switch (verdict.status()) {
      case PASS, FAIL -> counts();
      case UNSURE ->
          "Good enough by its values, but not shown to be; the remarks say what would show it. "
              + counts();
      case INVALID ->
          "The numbers say nothing about the system, good or bad; they are here so that the reason can be found.";
      case SHARE ->
          "One of several injectors, which kept its schedule; only all of them merged are judged.";
      case INCOMPLETE ->
          "The run did not reach its end; its numbers hold up to where it was cut. " + counts();
    };
  }

  private String counts() {
    List<SloResult> gated =
        verdict.results().stream().filter(result -> result.slo().gated()).toList();
    long passed = gated.stream().filter(result -> result.passes(verdict.gate())).count();
    String counts =
        "%s of %s gated objectives reach %s".formatted(passed, gated.size(), verdict.gate().key());
    return counts
        + nearest()
            .map(result ->
                "; %s is %s: %s, needed %s (%s)"
                    .formatted(
                        margin(result).orElseThrow() < 0
                            ? "the furthest beyond its limit"
                            : "the nearest to its limit",
                        result.slo().name(),
                        Numbers.text(result.value(), result.slo().unit()),
                        limit(result.slo(), result.slo().required(verdict.gate())).orElseThrow(),
                        marginInWords(margin(result).orElseThrow())))
            .orElse("")
        + ".";
  }

  /** {@return what else is to be said of an objective} */
  List<String> remarks(SloResult result) {
    List<String> remarks = new ArrayList<>();
    if (!result.reason().isEmpty()) {
      remarks.add(result.reason());
    }
    if (!result.doubt().isEmpty()) {
      remarks.add(result.doubt());
    }
    if (!Double.isNaN(result.okValue())) {
      remarks.add(
          "OK answers alone: "
              + Numbers.text(result.okValue(), result.slo().unit())
              + "; failed calls took longer");
    }
    if (!result.slo().gated()) {
      remarks.add("not gated: " + result.slo().notGatedBecause());
    }
    if (result.slo().scales() && verdict.info().scale() != 1) {
      remarks.add("limits multiplied by the scale, " + Numbers.text(verdict.info().scale()));
    }
    return remarks;
  }
}

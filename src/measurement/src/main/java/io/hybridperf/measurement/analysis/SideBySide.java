package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.PairedRatio;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Two deployments under the same load in {@linkplain PairedBlocks turns}, metric by metric: what
 * the first has over what the second has, the middle of the pairs and its interval ({@link
 * PairedRatio}). Times and throughput are compared by their ratio; shares, which may be 0, by their
 * difference.
 *
 * <p>A metric is a REGRESSION where it is worse by more than a least change, and its 95 % interval
 * holds nothing but worse. Of equal deployments no more than one metric in forty is.
 */
public final class SideBySide {

  /** How many metrics got worse. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          "regressions", Unit.RATIO, "metrics that are worse than those of -Dagainst");

  /** A least change of a share, in parts of 1. */
  private static final double LEAST_POINTS = 0.01;

  private static final String TOPIC = "side-by-side";

  /** What is compared: a metric, of one query type or of all. */
  private record Compared(
      String name, boolean lowerIsBetter, boolean byDifference, ToDoubleFunction<Selection> value) {
    /** By how much a ratio is worse than none; less than 0 where it is better. */
    double worse(double ratio) {
      double change = byDifference ? Math.log(ratio) : ratio - 1;
      return lowerIsBetter ? change : -change;
    }
  }

  private final RunLog log;
  private final PairedBlocks blocks;
  private final double least;

  private SideBySide(RunLog log, PairedBlocks blocks, double least) {
    this.log = log;
    this.blocks = blocks;
    this.least = least;
  }

  /**
   * Compares.
   *
   * @param soFar the findings up to here
   * @param log the run
   * @param blocks its load: {@code a} is compared with {@code b}
   * @param slos whose metrics are compared, beside the median and the p99 of the response time
   * @param least change of a ratio that counts, as 0.05
   * @return new findings, with the metric {@link #MEASURED}
   */
  public static Findings add(
      Findings soFar, RunLog log, PairedBlocks blocks, List<Slo> slos, double least) {
    return new SideBySide(log, blocks, least).added(soFar, compared(slos));
  }

  private static List<Compared> compared(List<Slo> slos) {
    Map<String, Compared> all = new LinkedHashMap<>();
    for (int percentile : new int[] {50, 99}) {
      Metric.Distribution metric =
          new Metric.Distribution(
              "response-time-p" + percentile,
              Series.RESPONSE_TIME,
              Metric.Statistic.PERCENTILE,
              percentile);
      all.put(metric.name(), of(metric, "", true));
    }
    for (Slo slo : slos) {
      if (!(slo.metric() instanceof Metric.External) && slo.scope().target().isEmpty()) {
        Compared each = of(slo.metric(), slo.scope().label(), slo.lowerIsBetter());
        all.putIfAbsent(each.name, each);
      }
    }
    return List.copyOf(all.values());
  }

  private static Compared of(Metric metric, String label, boolean lowerIsBetter) {
    ToDoubleFunction<Selection> value = value(metric);
    return new Compared(
        label.isEmpty() ? metric.name() : metric.name() + " of " + label,
        lowerIsBetter,
        metric.isShare(),
        label.isEmpty() ? value : all -> value.applyAsDouble(all.ofLabels(label::equals)));
  }

  private static ToDoubleFunction<Selection> value(Metric metric) {
    return switch (metric) {
      case Metric.Distribution distribution -> block -> value(distribution, block);
      case Metric.ErrorRate _ -> block -> block.answers().errorRate();
      case Metric.ShedRate _ -> block -> block.answers().shedRate();
      case Metric.Throughput _ ->
          block ->
              block.answers().ok()
                  / block.phases().stream().mapToDouble(PlannedPhase::seconds).sum();
      case Metric.External _ -> _ -> Double.NaN;
    };
  }

  private static double value(Metric.Distribution metric, Selection block) {
    CallTimes times = block.times(metric.series());
    Unit unit = Series.isTime(metric.series()) ? Unit.NANOSECONDS : Unit.RATIO;
    return times.ok().getTotalCount() == 0
        ? Double.NaN
        : metric.of(times.judged(each -> metric.of(each, Unit.NANOSECONDS)), unit);
  }

  private Findings added(Findings soFar, List<Compared> all) {
    Findings findings = soFar;
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("target", blocks.a())
            .put("against", blocks.b())
            .put("leastChange", least);
    int regressions = 0;
    int known = 0;
    for (Compared each : all) {
      double[] ratios = ratios(each);
      if (ratios.length < PairedRatio.FEWEST_PAIRS) {
        findings =
            findings.line(
                "%s: NOT MEASURED: %s pairs of blocks have answers, at least %s are needed"
                    .formatted(each.name, ratios.length, PairedRatio.FEWEST_PAIRS));
        continue;
      }
      PairedRatio ratio = PairedRatio.of(ratios);
      String outcome = outcome(each, ratio);
      known++;
      regressions += outcome.equals("REGRESSION") ? 1 : 0;
      findings = findings.line(line(each, ratio, outcome));
      json.putObject(each.name)
          .put("by", each.byDifference ? "difference" : "ratio")
          .put("value", shown(each, ratio.value()))
          .put("low", shown(each, ratio.low()))
          .put("high", shown(each, ratio.high()))
          .put("pairs", ratio.pairs())
          .put("outcome", outcome);
    }
    return known == 0
        ? findings
            .notMeasured(MEASURED.name(), "too few pairs of blocks have answers")
            .detail(TOPIC, json)
        : findings.measured(MEASURED.name(), regressions, known).detail(TOPIC, json);
  }

  private double[] ratios(Compared each) {
    List<Double> ratios = new ArrayList<>();
    for (int pair : blocks.pairs(log.info().phases(), true)) {
      double target = each.value.applyAsDouble(block(blocks.a(), pair));
      double other = each.value.applyAsDouble(block(blocks.b(), pair));
      double ratio = each.byDifference ? Math.exp(target - other) : target / other;
      if (ratio > 0 && Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    return ratios.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private Selection block(String system, int pair) {
    return log.select(blocks.phase(system, pair)::equals, _ -> true);
  }

  private String outcome(Compared each, PairedRatio ratio) {
    double limit = each.byDifference ? LEAST_POINTS : least;
    double one = each.worse(ratio.low());
    double other = each.worse(ratio.high());
    double value = each.worse(ratio.value());
    if (value > limit && Math.min(one, other) > 0) {
      return "REGRESSION";
    }
    if (-value > limit && Math.max(one, other) < 0) {
      return "better";
    }
    return Math.max(one, other) <= limit
        ? "no regression"
        : "no regression shown, nor excluded: more or longer blocks would tell";
  }

  private String line(Compared each, PairedRatio ratio, String outcome) {
    return "%s of %s against %s: %s%s [%s, %s]  %s"
        .formatted(
            each.name,
            blocks.a(),
            blocks.b(),
            number(each, ratio.value()),
            each.byDifference ? " points" : "x",
            number(each, ratio.low()),
            number(each, ratio.high()),
            outcome);
  }

  private static double shown(Compared each, double ratio) {
    return each.byDifference ? Math.log(ratio) : ratio;
  }

  private static String number(Compared each, double ratio) {
    return each.byDifference
        ? String.format(Locale.ROOT, "%+.2f", 100 * Math.log(ratio))
        : Numbers.text(ratio);
  }
}

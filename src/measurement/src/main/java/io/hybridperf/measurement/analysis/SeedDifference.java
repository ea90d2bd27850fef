package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.PairedRatio;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * By how much a system does worse for questions that it cannot know than for those of a seed that
 * it may know, asked in {@linkplain PairedBlocks turns}: the middle of the pairs' ratios and its
 * interval ({@link PairedRatio}). The metrics are the lower ends: what is surely lost.
 */
public final class SeedDifference {
  private static final String TOPIC = "other-seed";

  private record Compared(
      Metric.External metric, String words, ToDoubleFunction<Selection> worseIsMore) {}

  private static final List<Compared> ALL =
      List.of(
          times(50, "median time"),
          times(99, "p99"),
          new Compared(
              Metric.External.lowerIsBetter(
                  "other-seed-throughput",
                  Unit.TIMES,
                  "lower end of the ratio of OK answers, known seed to another"),
              "requests for an OK answer",
              block -> (double) block.answers().sent() / block.answers().ok()));

  private SeedDifference() {}

  private static Compared times(int percentile, String words) {
    return new Compared(
        Metric.External.lowerIsBetter(
            "other-seed-p" + percentile,
            Unit.TIMES,
            "lower end of the ratio of the %s, another seed to the known one".formatted(words)),
        words,
        block ->
            block.answers().ok() == 0
                ? Double.NaN
                : block.times(Series.RESPONSE_TIME).percentile(percentile));
  }

  /**
   * What is measured here.
   *
   * @return the median, the p99, and OK answers
   */
  public static List<Metric.External> metrics() {
    return ALL.stream().map(Compared::metric).toList();
  }

  /**
   * Compares.
   *
   * @param soFar the findings up to here
   * @param log the run
   * @param blocks its load: {@code a} has the known seed, {@code b} another
   * @return new findings, with the {@link #metrics()} and a line for each
   */
  public static Findings add(Findings soFar, RunLog log, PairedBlocks blocks) {
    Findings findings = soFar;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    for (Compared each : ALL) {
      String metric = each.metric.name();
      double[] ratios = ratios(log, blocks, each);
      if (ratios.length < PairedRatio.FEWEST_PAIRS) {
        findings =
            findings.notMeasured(
                metric,
                "%s pairs of blocks have answers, at least %s are needed: raise cycles"
                    .formatted(ratios.length, PairedRatio.FEWEST_PAIRS));
        continue;
      }
      PairedRatio ratio = PairedRatio.of(ratios);
      findings =
          findings.line(
              String.format(
                  Locale.ROOT,
                  "another seed, %s: %.3fx that of the known one, 95 %% confident: %.3fx to %.3fx (%d pairs of blocks)",
                  each.words,
                  ratio.value(),
                  ratio.low(),
                  ratio.high(),
                  ratio.pairs()));
      json.putObject(metric)
          .put("ratio", ratio.value())
          .put("low", ratio.low())
          .put("high", ratio.high())
          .put("pairs", ratio.pairs());
      findings =
          ratio.tells()
              ? findings.measured(metric, ratio.low(), ratio.pairs())
              : findings.notMeasured(
                  metric,
                  "the pairs of blocks differ too much among themselves to tell: raise cycles, or hold");
    }
    return json.isEmpty() ? findings : findings.detail(TOPIC, json);
  }

  private static double[] ratios(RunLog log, PairedBlocks blocks, Compared each) {
    List<Double> ratios = new ArrayList<>();
    for (int pair : blocks.pairs(log.info().phases(), true)) {
      double ratio =
          each.worseIsMore.applyAsDouble(block(log, blocks.phase(blocks.b(), pair)))
              / each.worseIsMore.applyAsDouble(block(log, blocks.phase(blocks.a(), pair)));
      if (ratio > 0 && Double.isFinite(ratio)) {
        ratios.add(ratio);
      }
    }
    return ratios.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Selection block(RunLog log, String phase) {
    return log.select(phase::equals, _ -> true);
  }
}

package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.PairedRatio;
import io.hybridperf.measurement.verdict.Findings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;

/**
 * By how much a system answers faster what it was asked a moment ago: a phase in which questions
 * that nobody has asked before have the labels {@value #FIRST}TYPE, and the same questions once
 * more {@value #AGAIN}TYPE. Where all caches were to be left alone, more than what a processor
 * keeps near is a cache that nobody was told of.
 *
 * <p>The phase is cut into windows. Each is a pair: the median service time of its first answers
 * over that of the repeated ones. What counts is the lower end of the interval of the middle of all
 * pairs ({@link PairedRatio}), of the type of query that gains most.
 */
public final class RepeatSpeedUp {
  /** What the labels of first questions begin with. */
  public static final String FIRST = "first-";

  /** What the labels of repeated questions begin with. */
  public static final String AGAIN = "again-";

  /** What is measured here. */
  public static final Metric.External MEASURED =
      Metric.External.lowerIsBetter(
          "repeats-faster",
          Unit.TIMES,
          "lower end of the ratio of the median times of new questions and of repeated ones");

  /** A median of fewer answers, right or wrong, is not taken. */
  private static final int FEWEST = 5;

  private RepeatSpeedUp() {}

  /**
   * Compares.
   *
   * @param soFar the findings up to here
   * @param log the run
   * @param phase in which questions are repeated
   * @param count of its windows, each a second long at least
   * @return new findings, with the metric {@link #MEASURED} and a line for each type of query
   */
  public static Findings add(Findings soFar, RunLog log, String phase, int count) {
    List<Selection> windows = windows(log, phase, count);
    TreeSet<String> types = new TreeSet<>();
    for (String label : log.select(phase::equals, _ -> true).labels()) {
      if (label.startsWith(AGAIN)) {
        types.add(label.substring(AGAIN.length()));
      }
    }
    Findings findings = soFar;
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    double most = 0;
    int pairs = 0;
    String unclear = types.isEmpty() ? "nothing was asked twice" : "";
    for (String type : types) {
      double[] ratios = ratios(windows, type);
      if (ratios.length < PairedRatio.FEWEST_PAIRS) {
        unclear =
            "%s of %s windows have %s answers to %s queries of each kind, at least %s are needed: raise cycles, or hold"
                .formatted(ratios.length, count, FEWEST, type, PairedRatio.FEWEST_PAIRS);
        continue;
      }
      PairedRatio ratio = PairedRatio.of(ratios);
      findings =
          findings.line(
              String.format(
                  Locale.ROOT,
                  "repeated %s queries, caches bypassed: %.3fx as fast as new ones, 95 %% confident: %.3fx to %.3fx (%d windows)",
                  type,
                  ratio.value(),
                  ratio.low(),
                  ratio.high(),
                  ratio.pairs()));
      json.putObject(type)
          .put("speedUp", ratio.value())
          .put("low", ratio.low())
          .put("high", ratio.high())
          .put("pairs", ratio.pairs());
      if (!ratio.tells()) {
        unclear =
            "the windows differ too much among themselves to tell (%s queries): raise cycles, or hold"
                .formatted(type);
      }
      most = Math.max(most, ratio.low());
      pairs += ratio.pairs();
    }
    findings = json.isEmpty() ? findings : findings.detail(MEASURED.name(), json);
    return unclear.isEmpty()
        ? findings.measured(MEASURED.name(), most, pairs)
        : findings.notMeasured(MEASURED.name(), unclear);
  }

  private static List<Selection> windows(RunLog log, String name, int count) {
    return log.info().phases().stream()
        .filter(phase -> phase.name().equals(name))
        .findFirst()
        .map(phase ->
            log.select(name::equals, _ -> true)
                .windows(
                    log.planZeroSeconds().orElse(0) + phase.startSeconds(),
                    phase.seconds() / count,
                    count))
        .orElse(List.of());
  }

  private static double[] ratios(List<Selection> windows, String type) {
    List<Double> ratios = new ArrayList<>();
    for (Selection all : windows) {
      Histogram first = times(all, FIRST + type);
      Histogram again = times(all, AGAIN + type);
      if (Math.min(first.getTotalCount(), again.getTotalCount()) >= FEWEST) {
        ratios.add(
            (double) first.getValueAtPercentile(50) / Math.max(1, again.getValueAtPercentile(50)));
      }
    }
    return ratios.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static Histogram times(Selection all, String label) {
    return all.ofLabels(label::equals).histogram(Series.SERVICE_TIME, Status::isAnswer);
  }
}

package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.PairedRatio;
import io.hybridperf.measurement.verdict.Findings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found out: speed-ups of the median and of the 99th percentile, and of the
 * capacity where it was searched for. The metrics are the <b>lower ends</b> of the confidence
 * intervals: what is surely gained.
 */
public final class ComparisonFindings {

  /** A system with more errors than this has no response times that could be compared. */
  private static final double MOST_ERRORS = 0.02;

  private static final String TOPIC = "comparison";
  private static final String CAPACITY = "speed-up-capacity";

  /** What is measured here. */
  static final List<Metric.External> METRICS =
      List.of(
          Metric.External.higherIsBetter(
              "speed-up-p50", Unit.TIMES, "lower end of the ratio of the systems' median times"),
          Metric.External.higherIsBetter(
              "speed-up-p99", Unit.TIMES, "lower end of the ratio of the systems' p99 times"),
          Metric.External.higherIsBetter(
              CAPACITY, Unit.TIMES, "lower end of the ratio of the systems' capacities"));

  private ComparisonFindings() {}

  /** {@return what a comparison measures, with or without searches for capacities} */
  public static List<Metric.External> metrics(boolean capacities) {
    return METRICS.stream()
        .filter(metric -> capacities || !metric.name().equals(CAPACITY))
        .toList();
  }

  /**
   * Compares response times.
   *
   * @param soFar the findings up to here
   * @param log the run
   * @param blocks its load
   * @return new findings
   */
  public static Findings add(Findings soFar, RunLog log, PairedBlocks blocks) {
    SpeedUp speedUp = SpeedUp.of(log, blocks);
    String problem = problem(speedUp, blocks);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("system", blocks.a())
            .put("baseline", blocks.b())
            .put("pairs", speedUp.pairs())
            .put("errorRate", known(speedUp.answers().errorRate()))
            .put("baselineErrorRate", known(speedUp.baselineAnswers().errorRate()));
    int again = blocks.pairs(log.info().phases(), false).size();
    json.put("pairsRunAgain", again);
    Findings findings =
        again == 0
            ? soFar
            : soFar.line(
                "%s pairs of blocks were run again, since the generator stalled in them"
                    .formatted(again));
    for (int percentile : new int[] {50, 99}) {
      String metric = "speed-up-p" + percentile;
      if (!problem.isEmpty()) {
        findings = findings.notMeasured(metric, problem);
        continue;
      }
      PairedRatio ratio = speedUp.at(percentile);
      findings =
          findings
              .measured(metric, ratio.low(), ratio.pairs())
              .line(
                  String.format(
                      Locale.ROOT,
                      "speed-up of p%d: %.2fx, 95 %% confident: %.2fx to %.2fx (%d pairs of blocks); all blocks together: %s %.2f ms, %s %.2f ms",
                      percentile,
                      ratio.value(),
                      ratio.low(),
                      ratio.high(),
                      ratio.pairs(),
                      blocks.a(),
                      speedUp.nanos(percentile) / 1e6,
                      blocks.b(),
                      speedUp.baselineNanos(percentile) / 1e6));
      json.putObject("p" + percentile)
          .put("speedUp", finite(ratio.value()))
          .put("low", ratio.low())
          .put("high", ratio.high())
          .put("millis", speedUp.nanos(percentile) / 1e6)
          .put("baselineMillis", speedUp.baselineNanos(percentile) / 1e6);
    }
    return findings
        .line(
            "answers: %s %s; %s %s"
                .formatted(
                    blocks.a(),
                    speedUp.answers().inWords(),
                    blocks.b(),
                    speedUp.baselineAnswers().inWords()))
        .detail(TOPIC, json);
  }

  /**
   * Says that not the systems that were asked for have answered: nothing was compared.
   *
   * @param soFar the findings up to here
   * @param blocks the load
   * @return new findings, by which the run is INVALID
   */
  public static Findings addOthersAnswered(Findings soFar, PairedBlocks blocks) {
    String reason =
        "answers came by another strategy than %s or %s has: nothing was compared"
            .formatted(blocks.a(), blocks.b());
    return soFar.invalid("speed-up-p50", reason).invalid("speed-up-p99", reason);
  }

  private static String problem(SpeedUp speedUp, PairedBlocks blocks) {
    if (speedUp.pairs() < PairedRatio.FEWEST_PAIRS) {
      return "%s pairs of blocks have answers, at least %s are needed: raise cycles"
          .formatted(speedUp.pairs(), PairedRatio.FEWEST_PAIRS);
    }
    if (notOk(speedUp.answers()) > MOST_ERRORS) {
      return String.format(
          Locale.ROOT,
          "%.1f %% of the requests to %s failed or were shed",
          100 * notOk(speedUp.answers()),
          blocks.a());
    }
    if (notOk(speedUp.baselineAnswers()) > MOST_ERRORS) {
      return String.format(
          Locale.ROOT,
          "%.1f %% of the requests to %s failed or were shed: it does not hold this rate; lower qps",
          100 * notOk(speedUp.baselineAnswers()),
          blocks.b());
    }
    return "";
  }

  /** Who sheds its load answers the rest faster: for a comparison that is no better than errors. */
  private static double notOk(Answers answers) {
    return (double) (answers.sent() - answers.ok()) / answers.sent();
  }

  /** A rate as JSON has it, null where there is none. */
  private static @Nullable Double known(double rate) {
    return Double.isNaN(rate) ? null : (Double) rate;
  }

  /**
   * Compares capacities.
   *
   * @param soFar the findings up to here
   * @param log the run
   * @param capacities by the {@linkplain #prefix prefix} of their phases
   * @param blocks the load, whose systems the prefixes name
   * @param judge who judged the steps of the searches
   * @return new findings
   */
  public static Findings addCapacity(
      Findings soFar,
      RunLog log,
      Map<String, CapacityFindings> capacities,
      PairedBlocks blocks,
      StepJudge judge) {
    CapacityFindings system = capacities.get(prefix(blocks.a()));
    CapacityFindings baseline = capacities.get(prefix(blocks.b()));
    if (system == null || baseline == null) {
      throw new IllegalArgumentException("no search for both of " + blocks);
    }
    for (String name : List.of(blocks.a(), blocks.b())) {
      CapacityFindings search = name.equals(blocks.a()) ? system : baseline;
      if (search.result().held().isEmpty()) {
        return soFar.notMeasured(CAPACITY, name + ": " + search.whyNone());
      }
    }
    if (!CapacitySpeedUp.knowsEnd(baseline)) {
      return soFar.notMeasured(
          CAPACITY,
          "where %s ends was not found: %s".formatted(blocks.b(), baseline.lines().getFirst()));
    }
    CapacitySpeedUp ratio = CapacitySpeedUp.of(log, system, baseline, judge.slos(), blocks.seed());
    double held = system.result().held().orElseThrow();
    double baselineHeld = baseline.result().held().orElseThrow();
    return soFar
        .measured(CAPACITY, ratio.low(), ratio.seconds())
        .line(
            String.format(
                Locale.ROOT,
                "speed-up of capacity: %s, 95 %% confident (%d seconds around it); %s holds %.0f/s, %s %.0f/s",
                Double.isInfinite(ratio.high())
                    ? String.format(Locale.ROOT, "at least %.2fx", ratio.low())
                    : String.format(
                        Locale.ROOT,
                        "%.2fx, from %.2fx to %.2fx",
                        ratio.value(),
                        ratio.low(),
                        ratio.high()),
                ratio.seconds(),
                blocks.a(),
                held,
                blocks.b(),
                baselineHeld))
        .detail(
            CAPACITY,
            JsonNodeFactory.instance
                .objectNode()
                .put("speedUp", finite(ratio.value()))
                .put("low", ratio.low())
                .put("high", finite(ratio.high()))
                .put("seconds", ratio.seconds())
                .put("perSecond", held)
                .put("baselinePerSecond", baselineHeld));
  }

  private static @Nullable Double finite(double number) {
    return Double.isInfinite(number) ? null : number;
  }

  /**
   * Says that capacities were not searched for.
   *
   * @param soFar the findings up to here
   * @return new findings
   */
  public static Findings addNoCapacity(Findings soFar) {
    return soFar.notMeasured(CAPACITY, "measured with -Dprofile=capacity");
  }

  /**
   * What the names of the phases of a system's search begin with.
   *
   * @param system its name
   * @return as {@code hybrid-}
   */
  public static String prefix(String system) {
    return system + "-";
  }
}

package io.hybridperf.measurement.analysis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.analysis.CapacitySearch.Bound;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Findings;
import java.util.Locale;
import java.util.Map;

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

  private ComparisonFindings() {}

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
            .put("errorRate", speedUp.errorRate())
            .put("baselineErrorRate", speedUp.baselineErrorRate());
    Findings findings = soFar;
    for (int percentile : new int[] {50, 99}) {
      String metric = "speed-up-p" + percentile;
      if (!problem.isEmpty()) {
        findings = findings.notMeasured(metric, problem);
        continue;
      }
      Bootstrap ratio = speedUp.at(percentile);
      findings =
          findings
              .measured(metric, ratio.low(), ratio.units())
              .line(
                  String.format(
                      Locale.ROOT,
                      "speed-up of p%d: %.2fx, 95 %% confident: %.2fx to %.2fx (%d pairs of blocks); %s %.2f ms, %s %.2f ms",
                      percentile,
                      ratio.value(),
                      ratio.low(),
                      ratio.high(),
                      ratio.units(),
                      blocks.a(),
                      speedUp.nanos(percentile) / 1e6,
                      blocks.b(),
                      speedUp.baselineNanos(percentile) / 1e6));
      json.putObject("p" + percentile)
          .put("speedUp", ratio.value())
          .put("low", ratio.low())
          .put("high", ratio.high())
          .put("millis", speedUp.nanos(percentile) / 1e6)
          .put("baselineMillis", speedUp.baselineNanos(percentile) / 1e6);
    }
    return findings
        .line(
            String.format(
                Locale.ROOT,
                "errors: %s %.2f %%, %s %.2f %%",
                blocks.a(),
                100 * speedUp.errorRate(),
                blocks.b(),
                100 * speedUp.baselineErrorRate()))
        .detail(TOPIC, json);
  }

  private static String problem(SpeedUp speedUp, PairedBlocks blocks) {
    if (speedUp.pairs() < Bootstrap.FEWEST_UNITS) {
      return "%d pairs of blocks have answers, at least %d are needed: raise cycles"
          .formatted(speedUp.pairs(), Bootstrap.FEWEST_UNITS);
    }
    if (speedUp.errorRate() > MOST_ERRORS) {
      return String.format(
          Locale.ROOT,
          "%.1f %% of the requests to %s failed",
          100 * speedUp.errorRate(),
          blocks.a());
    }
    if (speedUp.baselineErrorRate() > MOST_ERRORS) {
      return String.format(
          Locale.ROOT,
          "%.1f %% of the requests to %s failed: it does not hold this rate; lower qps",
          100 * speedUp.baselineErrorRate(),
          blocks.b());
    }
    return "";
  }

  /**
   * Compares capacities: at least what the one held over what the other missed.
   *
   * @param soFar the findings up to here
   * @param capacities by the prefix of their phases
   * @param prefix of the system's
   * @param baselinePrefix of the baseline's
   * @return new findings
   */
  public static Findings addCapacity(
      Findings soFar,
      Map<String, CapacityFindings> capacities,
      String prefix,
      String baselinePrefix) {
    CapacityFindings system = capacities.get(prefix);
    CapacityFindings baseline = capacities.get(baselinePrefix);
    if (system == null || baseline == null) {
      return soFar.notMeasured(CAPACITY, "measured with -Dprofile=capacity");
    }
    if (system.result().held().isEmpty()) {
      return soFar.notMeasured(CAPACITY, system.whyNone());
    }
    if (baseline.result().missed().isEmpty() || baseline.result().bound() != Bound.SYSTEM) {
      return soFar.notMeasured(
          CAPACITY, "where the baseline ends was not found: " + baseline.lines().getFirst());
    }
    double held = system.result().held().getAsDouble();
    double missed = baseline.result().missed().getAsDouble();
    return soFar
        .measured(CAPACITY, held / missed, 1)
        .line(
            String.format(
                Locale.ROOT,
                "speed-up of capacity: at least %.2fx; %.0f/s held, the baseline missed %.0f/s",
                held / missed,
                held,
                missed));
  }
}

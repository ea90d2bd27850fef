package io.hybridperf.suite.fault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.analysis.Bursts;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.verdict.Findings;
import io.hybridperf.suite.settings.UserError;
import io.hybridperf.suite.watch.Analysis;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * How each burst compares with the baseline, and how soon its effects are over; the worst counts.
 */
public final class BurstAnalysis implements Analysis {
  private static final String RATIO = "peak-to-baseline";

  /** The metric {@code peak-to-baseline}. */
  public static final Metric.External RATIO_MEASURED =
      Metric.External.lowerIsBetter(
          RATIO,
          Unit.TIMES,
          "p99 at the peak over p99 at the base rate before it, of the worst burst");

  private final RecoveryTarget target;

  public BurstAnalysis(RecoveryTarget target) {
    this.target = target;
  }

  /**
   * Checks that a load has bursts.
   *
   * @throws UserError if a peak is not above the baseline
   */
  public static void check(LoadProfile load) {
    double baseline = highest(load, Bursts.BASELINE::equals);
    load.phases().stream()
        .filter(phase -> phase.matches(Bursts.PEAK))
        .filter(peak -> peak.shape().highestRate() <= baseline)
        .findFirst()
        .ifPresent(peak -> {
          throw new UserError(
              "qps, peak: the peak of %s requests a second is not above the base rate of %s; raise -Dpeak or lower -Dqps"
                  .formatted(Numbers.text(peak.shape().highestRate()), Numbers.text(baseline)));
        });
  }

  private static double highest(LoadProfile load, Predicate<String> phases) {
    return load.phases().stream()
        .filter(phase -> phases.test(phase.name()))
        .mapToDouble(phase -> phase.shape().highestRate())
        .max()
        .orElse(0);
  }

  @Override
  public Findings add(RunLog log, Findings soFar) {
    List<Bursts.Burst> bursts = Bursts.in(log, target.answers(), target.windowSeconds());
    if (bursts.isEmpty()) {
      String reason = "no peak came to its end";
      return soFar.notMeasured(RATIO, reason).notMeasured(RecoveryTarget.METRIC, reason);
    }
    Findings found = soFar;
    ArrayNode details = JsonNodeFactory.instance.arrayNode();
    RecoveryTarget.Worst worst = target.worst();
    for (Bursts.Burst burst : bursts) {
      found = found.line(line(burst));
      details.add(detail(burst));
      worst.add(burst.phase(), burst.recoverySeconds(), burst.observedSeconds());
    }
    return worst.tell(ratio(bursts, found.detail("bursts", details)));
  }

  private static Findings ratio(List<Bursts.Burst> bursts, Findings found) {
    for (Bursts.Burst burst : bursts) {
      if (burst.toBaseline().isEmpty()) {
        return found.notMeasured(
            RATIO, "%s or the baseline has no OK answer".formatted(burst.phase()));
      }
      if (burst.peakToBaseline().isEmpty()) {
        return found.notMeasured(
            RATIO,
            "the baseline was slower than %s, %s x: the system was not warm, and not back after it either; raise warmup or warmup-limit"
                .formatted(burst.phase(), Numbers.text(burst.toBaseline().orElseThrow())));
      }
    }
    return found.measured(
        RATIO,
        bursts.stream()
            .mapToDouble(burst -> burst.peakToBaseline().orElseThrow())
            .max()
            .orElseThrow(),
        bursts.stream().mapToLong(burst -> burst.peak().answers().ok()).sum());
  }

  private String line(Bursts.Burst burst) {
    return "%s: p99 %s; %s; %s"
        .formatted(
            burst.phase(),
            comparedInWords(burst),
            target.inWords(burst.recoverySeconds(), burst.observedSeconds()),
            burst.peak().answers().inWords());
  }

  private static String comparedInWords(Bursts.Burst burst) {
    if (burst.toBaseline().isEmpty()) {
      return "not comparable with the baseline's";
    }
    String toBaseline = times(burst.toBaseline()) + " the baseline's";
    return !burst.coldBaseline() || burst.toRecovered().isEmpty()
        ? toBaseline
        : "%s, which was slower than the peak, and %s that of the base rate after it"
            .formatted(toBaseline, times(burst.toRecovered()));
  }

  private static String times(OptionalDouble ratio) {
    return String.format(Locale.ROOT, "%.2f x", ratio.orElseThrow());
  }

  private static ObjectNode detail(Bursts.Burst burst) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("phase", burst.phase())
            .put("observedSeconds", burst.observedSeconds());
    burst.toBaseline().ifPresent(ratio -> json.put("peakToBaseline", ratio));
    burst.toRecovered().ifPresent(ratio -> json.put("peakToRecovered", ratio));
    burst.recoverySeconds().ifPresent(seconds -> json.put("recoverySeconds", seconds));
    burst.peak().answers().byStatus().forEach(json.putObject("answers")::put);
    return json;
  }
}

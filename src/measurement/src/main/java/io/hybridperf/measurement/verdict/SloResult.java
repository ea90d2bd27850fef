package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one SLO came out.
 *
 * @param slo the objective
 * @param value what was measured, in the unit of the SLO; NaN if nothing was
 * @param samples how many measurements are behind the value
 * @param tier the tier reached
 * @param reason why the value was not measured or does not count, or another remark; may be empty
 * @param interval where the true percentile lies, in the unit of the SLO; null for what is no
 *     percentile, for the worst of several windows, and for fewer than ten seconds
 * @param errorRate errors among the accepted requests of the scope, 0 to 1; NaN if not known
 * @param okValue the value of OK answers alone, where failed calls that waited longer made it
 *     worse, see {@link io.hybridperf.measurement.run.CallTimes}; otherwise NaN
 */
public record SloResult(
    Slo slo,
    double value,
    long samples,
    Tier tier,
    String reason,
    @Nullable ConfidenceInterval interval,
    double errorRate,
    double okValue) {

  static SloResult measured(Slo slo, double value, long samples, Tier tier, double errorRate) {
    return new SloResult(slo, value, samples, tier, "", null, errorRate, Double.NaN);
  }

  static SloResult notMeasured(Slo slo, long samples, String reason, double errorRate) {
    return new SloResult(
        slo, Double.NaN, samples, Tier.NOT_MEASURED, reason, null, errorRate, Double.NaN);
  }

  SloResult failed(String why) {
    return new SloResult(slo, value, samples, Tier.FAIL, why, interval, errorRate, okValue);
  }

  SloResult with(@Nullable ConfidenceInterval newInterval) {
    return new SloResult(slo, value, samples, tier, reason, newInterval, errorRate, okValue);
  }

  SloResult because(String newReason) {
    return new SloResult(slo, value, samples, tier, newReason, interval, errorRate, okValue);
  }

  SloResult ofOkAlone(double newOkValue) {
    return new SloResult(slo, value, samples, tier, reason, interval, errorRate, newOkValue);
  }

  /**
   * The value, if there is one.
   *
   * @return in the unit of the SLO
   */
  public OptionalDouble measuredValue() {
    return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * Whether the SLO is good enough for the gate.
   *
   * @param gate must-pass, target or stretch
   * @return false if it was missed or not measured
   */
  public boolean passes(Tier gate) {
    return tier.isGate() && tier.compareTo(slo.required(gate)) >= 0;
  }
}

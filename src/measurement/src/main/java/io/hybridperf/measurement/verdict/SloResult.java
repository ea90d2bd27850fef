package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * How one SLO came out.
 *
 * @param slo the objective
 * @param value what was measured, in the unit of the SLO; NaN if nothing was
 * @param samples how many measurements are behind the value
 * @param tier the tier reached by the value
 * @param reason why the value was not measured or does not count, or another remark; may be empty
 * @param interval where the true value lies, in the unit of the SLO; null where there is none
 * @param noInterval why there is none, one phrase; empty if there is one
 * @param shownTier the tier that is reached at the SLO's confidence: that of the interval's bad
 *     end. Where there is nothing to be unsure of, {@code tier}; {@link Tier#FAIL} where no tier is
 *     shown
 * @param remedy what would show {@code tier}, one phrase; empty if it is shown, or nothing is known
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
    String noInterval,
    Tier shownTier,
    String remedy,
    double errorRate,
    double okValue) {

  /** A value that nothing is unsure of yet. */
  static SloResult measured(Slo slo, double value, long samples, Tier tier, double errorRate) {
    return new SloResult(slo, value, samples, tier, "", null, "", tier, "", errorRate, Double.NaN);
  }

  static SloResult notMeasured(Slo slo, long samples, String reason, double errorRate) {
    Tier none = Tier.NOT_MEASURED;
    return new SloResult(
        slo, Double.NaN, samples, none, reason, null, "", none, "", errorRate, Double.NaN);
  }

  SloResult failed(String why) {
    return new SloResult(
        slo,
        value,
        samples,
        Tier.FAIL,
        why,
        interval,
        noInterval,
        Tier.FAIL,
        "",
        errorRate,
        okValue);
  }

  /** The same with what is known of how far the value may be off. */
  SloResult shown(@Nullable ConfidenceInterval ends, String whyNone, Tier shown, String whatToDo) {
    return new SloResult(
        slo, value, samples, tier, reason, ends, whyNone, shown, whatToDo, errorRate, okValue);
  }

  SloResult withRemedy(String whatToDo) {
    return shown(interval, noInterval, shownTier, whatToDo);
  }

  SloResult because(String newReason) {
    return with(newReason, errorRate, okValue);
  }

  SloResult ofOkAlone(double newOkValue) {
    return with(reason, errorRate, newOkValue);
  }

  SloResult withErrorRate(double newErrorRate) {
    return with(reason, newErrorRate, okValue);
  }

  private SloResult with(String newReason, double newErrorRate, double newOkValue) {
    return new SloResult(
        slo,
        value,
        samples,
        tier,
        newReason,
        interval,
        noInterval,
        shownTier,
        remedy,
        newErrorRate,
        newOkValue);
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
   * Whether the SLO is shown to be good enough for the gate.
   *
   * @param gate must-pass, target or stretch
   * @return false if it was missed, not shown or not measured
   */
  public boolean passes(Tier gate) {
    return isEnough(shownTier, gate);
  }

  /**
   * Whether the value is good enough for the gate, and is not shown to be.
   *
   * @param gate must-pass, target or stretch
   * @return true for what makes a run {@link VerdictStatus#UNSURE}
   */
  public boolean isUnsure(Tier gate) {
    return isEnough(tier, gate) && !passes(gate);
  }

  /**
   * Why the tier of the value is not shown.
   *
   * @return as {@code by its value TARGET, not shown: 9.4 ms, 95 % confident up to 12.1 ms; about
   *     140 s more would show it}; empty if it is shown
   */
  public String doubt() {
    if (tier == shownTier) {
      return "";
    }
    String end = "";
    if (interval != null) {
      double bad = slo.lowerIsBetter() ? interval.high() : interval.low();
      String percent = Numbers.text(100 * slo.level(), Unit.PERCENT) + " confident ";
      end =
          Double.isInfinite(bad)
              ? percent + "of no upper end, so few seconds are independent"
              : percent
                  + (bad == interval.high() ? "up to " : "down to ")
                  + Numbers.text(bad, slo.unit());
    }
    return "by its value %s, not shown: %s, %s%s"
        .formatted(
            tier.label(),
            Numbers.text(value, slo.unit()),
            interval == null ? noInterval : end,
            remedy.isEmpty() ? "" : "; " + remedy);
  }

  private boolean isEnough(Tier reached, Tier gate) {
    return reached.isGate() && reached.compareTo(slo.required(gate)) >= 0;
  }
}

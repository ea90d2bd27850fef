package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.stats.ConfidenceInterval;

/**
 * What is known of how far a value may be off, and which tier that leaves: a tier is reached when
 * the bad end of the interval reaches it.
 */
sealed interface Doubt {

  /**
   * The true value lies in an interval.
   *
   * @param interval in the unit of the SLO
   */
  record Within(ConfidenceInterval interval) implements Doubt {}

  /**
   * There is no interval, and nothing to be unsure of: what was counted is all there is.
   *
   * @param why one phrase
   */
  record None(String why) implements Doubt {}

  /**
   * There is no interval, and no tier is shown.
   *
   * @param why one phrase
   * @param remedy what would give one, one phrase
   */
  record Unknown(String why, String remedy) implements Doubt {}

  /**
   * Applies it.
   *
   * @param result a value with its tier
   * @param scale the run's scale
   * @return the same with the tier that is shown; that of the value if the SLO wants no confidence
   */
  default SloResult on(SloResult result, double scale) {
    Slo slo = result.slo();
    boolean byValue = slo.confidence() == 0 || !result.tier().isGate();
    return switch (this) {
      case Within(ConfidenceInterval interval) -> {
        double bad = slo.lowerIsBetter() ? interval.high() : interval.low();
        Tier held = slo.tierOf(result.value(), bad, scale);
        Tier shown = byValue || held.compareTo(result.tier()) > 0 ? result.tier() : held;
        yield result.shown(interval, "", shown, "");
      }
      case None(String why) -> result.shown(null, why, result.tier(), "");
      case Unknown(String why, String remedy) ->
          byValue
              ? result.shown(null, why, result.tier(), "")
              : result.shown(null, why, Tier.FAIL, remedy);
    };
  }
}

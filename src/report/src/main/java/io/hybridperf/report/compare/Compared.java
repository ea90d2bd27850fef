package io.hybridperf.report.compare;

import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One number of two runs.
 *
 * @param scope of which part of the runs
 * @param metric its name, as in objectives
 * @param unit of the values
 * @param better which way is better
 * @param before of the first run, NaN if it has none
 * @param after of the second run, NaN if it has none
 * @param change where the true {@code after / before} lies with 95 % confidence, of shares {@code
 *     after - before}; null if that is not known
 * @param pValue how probable such a difference is where there is none; NaN if it was not tested
 * @param untested why it was not tested, otherwise empty
 */
record Compared(
    Scope scope,
    String metric,
    Unit unit,
    Better better,
    double before,
    double after,
    @Nullable ConfidenceInterval change,
    double pValue,
    String untested) {

  /** Which way is better. */
  enum Better {
    LOWER,
    HIGHER,
    /** It depends on what is wanted. */
    NEITHER
  }

  static Compared untested(
      Scope scope,
      String metric,
      Unit unit,
      Better better,
      double before,
      double after,
      String why) {
    return new Compared(scope, metric, unit, better, before, after, null, Double.NaN, why);
  }

  boolean isTested() {
    return untested.isEmpty();
  }

  /** Whether the change is a difference in percentage points, and not a factor. */
  boolean isShare() {
    return unit == Unit.PERCENT || unit == Unit.RATIO;
  }

  Optional<ConfidenceInterval> changeInterval() {
    return Optional.ofNullable(change);
  }

  /** By what share of the first value the second is worse: negative where it is better. */
  double worseBy() {
    double relative = after == before ? 0 : after / before - 1;
    return switch (better) {
      case LOWER -> relative;
      case HIGHER -> -relative;
      case NEITHER -> 0;
    };
  }
}

package io.hybridperf.report.compare;

import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.compare.Comparison.Outcome;
import io.hybridperf.report.compare.Comparison.Row;
import java.util.List;
import java.util.Locale;

/** A row of a comparison as texts, for every form of table. */
final class Cells {
  static final List<String> HEAD =
      List.of("scope", "metric", "before", "after", "change", "95 % interval", "p", "");

  private static final double LEAST = 0.001;

  private Cells() {}

  static List<String> of(Row row) {
    Compared each = row.compared();
    return List.of(
        Plain.line(each.scope().toString()),
        Plain.line(each.metric()),
        value(each.before(), each),
        value(each.after(), each),
        change(each),
        each.changeInterval().map(interval -> interval(interval, each)).orElse(""),
        each.isTested() ? pValue(row.adjustedPValue()) : "",
        row.outcome() == Outcome.NOT_TESTED
            ? "not tested: " + each.untested()
            : row.outcome().words());
  }

  private static String value(double value, Compared each) {
    String symbol = each.unit().symbol();
    return Plain.number(value) + (symbol.isEmpty() ? "" : " " + symbol);
  }

  private static String change(Compared each) {
    if (!Double.isFinite(each.before()) || !Double.isFinite(each.after())) {
      return "";
    }
    return each.isShare()
        ? points(each.after() - each.before())
        : each.before() > 0 ? percent(each.after() / each.before()) : "";
  }

  private static String interval(ConfidenceInterval interval, Compared each) {
    String low = each.isShare() ? points(interval.low()) : percent(interval.low());
    if (!interval.isBounded()) {
      // Less than nothing is left of no number.
      return !each.isShare() && interval.low() <= LEAST
          ? "too few seconds for one"
          : "above " + low;
    }
    return low + " to " + (each.isShare() ? points(interval.high()) : percent(interval.high()));
  }

  private static String points(double points) {
    return String.format(Locale.ROOT, Math.abs(points) < 0.1 ? "%+.3f pp" : "%+.2f pp", points);
  }

  private static String percent(double factor) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * (factor - 1));
  }

  private static String pValue(double p) {
    return p < 0.0001 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }
}

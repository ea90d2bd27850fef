package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.slo.Metric;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Slo;
import io.hybridperf.measurement.slo.Tier;
import io.hybridperf.measurement.slo.Unit;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A verdict as plain text of at most {@value #WIDTH} columns. */
public final class VerdictTable {

  /** The longest line, in characters. */
  public static final int WIDTH = 120;

  private static final List<String> HEAD =
      List.of("SLO", "scope", "value", "tier", "must-pass", "target", "stretch");

  /** The column of numbers, which are aligned to the right. */
  private static final int VALUE = 2;

  private VerdictTable() {}

  /**
   * Renders a verdict; that on a damaged folder, which has no numbers, in one line.
   *
   * @param verdict what to show
   * @return lines with line breaks, the last one included
   */
  public static String of(Verdict verdict) {
    StringBuilder text = new StringBuilder();
    if (verdict.audit().rows().isEmpty()) {
      return "%s on %s: %s %s%n"
          .formatted(
              verdict.info().simulation(),
              verdict.info().environment(),
              verdict.status(),
              String.join("; ", verdict.reasons()));
    }
    String scale = Numbers.text(verdict.info().scale());
    text.append(
        "%s on %s, gate %s, scale %s%s%s%n"
            .formatted(
                verdict.info().simulation(),
                verdict.info().environment(),
                verdict.gate().key(),
                scale,
                source(verdict),
                verdict.info().scale() == 1
                    ? ""
                    : ": every rate and every limit marked @%s is multiplied by it"
                        .formatted(scale)));
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    verdict.results().forEach(result -> rows.add(row(result, verdict)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    fit(widths);
    line(text, rows.getFirst(), widths);
    text.append("-".repeat(Arrays.stream(widths).sum() + 2 * (widths.length - 1)))
        .append(System.lineSeparator());
    for (int n = 0; n < verdict.results().size(); n++) {
      row(text, rows.get(n + 1), widths);
      remark(text, verdict.results().get(n));
    }
    schedule(text, verdict);
    verdict.notes().forEach(note -> wrap(text, "note: ", note));
    text.append("verdict: %s%n".formatted(verdict.status()));
    verdict.reasons().forEach(reason -> wrap(text, "  - ", reason));
    return text.toString();
  }

  /** Where a scale comes from that nobody gave as a number. */
  private static String source(Verdict verdict) {
    String given = verdict.info().parameters().getOrDefault("scale", "");
    return given.startsWith("auto") ? " (" + given + ")" : "";
  }

  private static List<String> row(SloResult result, Verdict verdict) {
    Slo slo = result.slo();
    String scale = Numbers.text(verdict.info().scale());
    List<String> cells = new ArrayList<>();
    cells.add(slo.name());
    cells.add(slo.scope().toString());
    cells.add(value(result));
    cells.add(tier(result));
    for (Tier tier : List.of(Tier.MUST_PASS, Tier.TARGET, Tier.STRETCH)) {
      cells.add(
          slo.threshold(tier, verdict.info().scale())
              .map(threshold ->
                  threshold + (slo.scales() && verdict.info().scale() != 1 ? " @" + scale : ""))
              .orElse("-"));
    }
    return cells;
  }

  /** The tier that is shown; where the value has one and none is shown, that nothing is sure. */
  private static String tier(SloResult result) {
    return result.tier().isGate() && !result.shownTier().isGate()
        ? VerdictStatus.UNSURE.name()
        : result.shownTier().label();
  }

  private static String value(SloResult result) {
    Unit unit = result.slo().unit();
    return result.measuredValue().isPresent() ? Numbers.text(result.value(), unit) : "-";
  }

  private static void remark(StringBuilder text, SloResult result) {
    List<String> remarks = new ArrayList<>();
    if (result.samples() > 0) {
      remarks.add(result.samples() + " samples");
    }
    if (!result.reason().isEmpty()) {
      remarks.add(result.reason());
    }
    if (!Double.isNaN(result.okValue())) {
      remarks.add(
          "OK answers alone %s, but failed calls took longer"
              .formatted(Numbers.text(result.okValue(), result.slo().unit())));
    }
    if (result.measuredValue().isPresent()) {
      remarks.add(confidence(result));
    }
    if (result.slo().metric() instanceof Metric.Distribution distribution
        && distribution.isLatency()
        && !Double.isNaN(result.errorRate())) {
      remarks.add("errors " + SloEvaluator.percent(result.errorRate()));
    }
    if (!result.slo().gated()) {
      remarks.add("not gated: " + result.slo().notGatedBecause());
    }
    if (!remarks.isEmpty()) {
      wrap(text, "    ", String.join("; ", remarks));
    }
  }

  private static String confidence(SloResult result) {
    Slo slo = result.slo();
    ConfidenceInterval interval = result.interval();
    if (!result.doubt().isEmpty()) {
      return result.doubt();
    }
    String asked = slo.confidence() == 0 ? "judged by its value (confidence 0); " : "";
    if (interval == null) {
      return asked + "no interval: " + result.noInterval();
    }
    String confident = asked + Numbers.text(100 * slo.level(), Unit.PERCENT) + " confident: ";
    return confident
        + (interval.isBounded()
            ? "%s to %s"
                .formatted(Numbers.text(interval.low()), Numbers.text(interval.high(), slo.unit()))
            : "above %s; too few independent seconds for an upper end"
                .formatted(Numbers.text(interval.low(), slo.unit())));
  }

  private static void schedule(StringBuilder text, Verdict verdict) {
    ScheduleAudit audit = verdict.audit();
    String arrivals = verdict.info().parameters().get("arrivals");
    wrap(
        text,
        "schedule: ",
        "%s; %s%s; %s of %s planned requests sent"
            .formatted(
                audit.kept() ? "kept" : audit.violations().isEmpty() ? "NOT MEASURED" : "NOT KEPT",
                arrivals == null ? "" : arrivals + " arrivals; ",
                audit.measured() ? lag(audit) : audit.problem(),
                audit.sent(),
                audit.planned()));
  }

  private static String lag(ScheduleAudit audit) {
    ScheduleAudit.Row all = audit.rows().getFirst();
    return "dispatch lag p50 %s, p99 %s (%s), max %s; %s late"
        .formatted(
            millis(all.p50Nanos()),
            millis(all.p99Nanos()),
            audit.limitOfAll(),
            millis(all.maxNanos()),
            SloEvaluator.percent(all.lateShare()));
  }

  private static String millis(long nanos) {
    return Numbers.text(nanos / 1e6, Unit.MILLISECONDS);
  }

  /** Takes what is too much from the two columns of free text. */
  private static void fit(int[] widths) {
    int excess = Arrays.stream(widths).sum() + 2 * (widths.length - 1) - WIDTH;
    for (int column = 1; column >= 0 && excess > 0; column--) {
      int taken = Math.min(excess, Math.max(0, widths[column] - 16));
      widths[column] -= taken;
      excess -= taken;
    }
  }

  /** A row; a name or scope that is too long for its column has a line of its own above it. */
  private static void row(StringBuilder text, List<String> cells, int[] widths) {
    List<String> fitting = new ArrayList<>(cells);
    for (int column = 0; column < 2; column++) {
      if (cells.get(column).length() > widths[column]) {
        wrap(text, column == 0 ? "" : "    ", cells.get(column));
        fitting.set(column, column == 0 ? "" : "(above)");
      }
    }
    line(text, fitting, widths);
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      String padding = " ".repeat(Math.max(0, widths[column] - cell.length()));
      line.append(column == 0 ? "" : "  ")
          .append(column == VALUE ? padding + cell : cell + padding);
    }
    text.append(line.toString().stripTrailing()).append(System.lineSeparator());
  }

  private static void wrap(StringBuilder text, String prefix, String words) {
    StringBuilder line = new StringBuilder(prefix);
    int empty = prefix.length();
    for (String word : words.split(" ", -1)) {
      if (line.length() > empty && line.length() + word.length() + 1 > WIDTH) {
        text.append(line).append(System.lineSeparator());
        line = new StringBuilder(" ".repeat(empty));
      }
      line.append(line.length() > empty ? " " : "").append(word);
    }
    text.append(line).append(System.lineSeparator());
  }
}

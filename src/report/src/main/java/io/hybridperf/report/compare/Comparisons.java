package io.hybridperf.report.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.OverlayCharts;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.cli.Plain;
import io.hybridperf.report.cli.TextTable;
import io.hybridperf.report.compare.Comparison.Outcome;
import io.hybridperf.report.compare.Comparison.Row;
import io.hybridperf.report.page.ComparisonPage;
import io.hybridperf.report.page.Section;
import io.hybridperf.report.runs.Likeness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Several runs held against the first of them, as text, Markdown and JSON.
 *
 * @param names of the runs, the first is what the others are held against
 * @param all one for each of the others
 * @param thresholds from when on worse is a regression
 * @param caveats why the numbers may not be comparable; empty where nothing speaks against it
 */
record Comparisons(
    List<String> names, List<Comparison> all, Thresholds thresholds, List<String> caveats) {

  /** The version of the JSON. */
  private static final int SCHEMA_VERSION = 1;

  private static final Set<Integer> NUMBERS = Set.of(2, 3, 4, 6);
  private static final List<Outcome> FIRST =
      List.of(Outcome.REGRESSION, Outcome.WORSE, Outcome.BETTER, Outcome.CHANGED);

  boolean hasRegression() {
    return all.stream().anyMatch(Comparison::hasRegression);
  }

  private String title(int n) {
    return "%s against %s".formatted(Plain.line(names.get(n + 1)), Plain.line(names.getFirst()));
  }

  /** Says it in one line. */
  private static String summary(Comparison comparison) {
    String counts =
        FIRST.stream()
            .filter(outcome -> !comparison.with(outcome).isEmpty())
            .map(outcome -> "%s %s".formatted(outcome.words(), comparison.with(outcome).size()))
            .collect(Collectors.joining(", "));
    return "%s of %s numbers that were tested"
        .formatted(counts.isEmpty() ? "no difference shown in any" : counts, comparison.tested());
  }

  private String meaning() {
    return String.format(
        Locale.ROOT,
        "p is adjusted for all numbers of a comparison (Holm); below %s it is a difference. REGRESSION: worse by more than %s. "
            + "Intervals come from the seconds within the runs: what differs from run to run (compilation, neighbours on the machine) is not in them, so compare several runs of each.",
        Comparison.LEVEL,
        thresholds);
  }

  String text() {
    List<String> lines = new ArrayList<>();
    caveats.forEach(caveat -> lines.add("NOT ALIKE  " + caveat));
    IntStream.range(0, all.size())
        .forEach(n -> {
          Comparison comparison = all.get(n);
          lines.add(title(n) + ": " + summary(comparison));
          differing(comparison).forEach(line -> lines.add("  differs in " + line));
          lines.add("");
          TextTable table = new TextTable(Cells.HEAD, NUMBERS);
          comparison.rows().forEach(row -> table.add(Cells.of(row)));
          lines.addAll(table.lines());
          comparison.onlyInOne().forEach(scope -> lines.add("in one run only: " + scope));
          lines.add("");
        });
    lines.add(meaning());
    return String.join(System.lineSeparator(), lines);
  }

  /**
   * As a page.
   *
   * @param logs of the runs, in the order of their names
   */
  ComparisonPage page(List<RunLog> logs) {
    List<OverlayCharts.Run> runs =
        IntStream.range(0, logs.size())
            .mapToObj(n -> new OverlayCharts.Run(names.get(n), logs.get(n)))
            .toList();
    return new ComparisonPage(
        names.size(),
        !hasRegression(),
        hasRegression() ? "REGRESSION" : "NO REGRESSION",
        IntStream.range(0, all.size())
            .mapToObj(n -> title(n) + ": " + summary(all.get(n)))
            .toList(),
        caveats,
        new OverlayCharts(runs).all(),
        IntStream.range(0, all.size())
            .mapToObj(n -> new Section.Titled(title(n), table(all.get(n))))
            .toList(),
        meaning());
  }

  private static Table table(Comparison comparison) {
    return new Table(
        Cells.HEAD,
        comparison.rows().stream()
            .map(row -> Cells.of(row).stream().map(Cell::of).toList())
            .toList());
  }

  private static List<String> differing(Comparison comparison) {
    return Likeness.differences(
        Likeness.subject(comparison.before()), Likeness.subject(comparison.after()));
  }

  String markdown() {
    List<String> lines = new ArrayList<>(List.of("# Comparison of runs", ""));
    caveats.forEach(caveat -> lines.add("> **NOT ALIKE** " + Plain.markdown(caveat) + "  "));
    if (!caveats.isEmpty()) {
      lines.add("");
    }
    IntStream.range(0, all.size())
        .forEach(n -> {
          Comparison comparison = all.get(n);
          lines.add("## " + Plain.markdown(title(n)));
          lines.add("");
          lines.add("**" + Plain.markdown(summary(comparison)) + "**");
          lines.add("");
          lines.add(Plain.markdown(what(comparison)));
          lines.add("");
          differing(comparison).forEach(line -> lines.add("- differs in " + Plain.markdown(line)));
          lines.add("");
          lines.add("| " + String.join(" | ", Cells.HEAD) + " |");
          lines.add("|---|---|---:|---:|---:|---|---:|---|");
          comparison.rows().forEach(row -> lines.add(markdown(row)));
          comparison
              .onlyInOne()
              .forEach(scope -> lines.add("\nIn one run only: " + Plain.markdown(scope)));
          lines.add("");
        });
    lines.add(Plain.markdown(meaning().substring(0, Math.min(280, meaning().length()))));
    return String.join("\n", lines) + "\n";
  }

  private static String what(Comparison comparison) {
    return "%s on %s, scale %s"
        .formatted(
            comparison.before().simulation(),
            comparison.before().environment(),
            comparison.before().scale());
  }

  private static String markdown(Row row) {
    List<String> cells = Cells.of(row).stream().map(Plain::markdown).toList();
    String line = "| " + String.join(" | ", cells) + " |";
    return row.outcome() == Outcome.REGRESSION
        ? line.replace("REGRESSION", "**REGRESSION**")
        : line;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schemaVersion", SCHEMA_VERSION).put("regression", hasRegression());
    json.put("level", Comparison.LEVEL).put("threshold", thresholds.general());
    ObjectNode ofMetric = json.putObject("thresholds");
    thresholds.ofMetric().forEach(ofMetric::put);
    caveats.forEach(json.putArray("notAlike")::add);
    json.put("baseline", names.getFirst());
    ArrayNode comparisons = json.putArray("comparisons");
    for (int n = 0; n < all.size(); n++) {
      Comparison comparison = all.get(n);
      ObjectNode each = comparisons.addObject().put("run", names.get(n + 1));
      differing(comparison).forEach(each.putArray("differsIn")::add);
      comparison.onlyInOne().forEach(each.putArray("onlyInOne")::add);
      ArrayNode rows = each.putArray("metrics");
      comparison.rows().forEach(row -> rows.add(json(row)));
    }
    return json;
  }

  private static ObjectNode json(Row row) {
    Compared each = row.compared();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("scope", each.scope().toString())
            .put("metric", each.metric())
            .put("unit", each.unit().symbol());
    number(json, "before", each.before());
    number(json, "after", each.after());
    each.changeInterval()
        .ifPresent(interval -> {
          ObjectNode ends = json.putObject(each.isShare() ? "difference" : "ratio");
          number(ends, "low", interval.low());
          number(ends, "high", interval.high());
        });
    number(json, "pValue", each.pValue());
    number(json, "adjustedPValue", row.adjustedPValue());
    return json.put("outcome", row.outcome().words()).put("notTested", each.untested());
  }

  private static void number(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }

  /** Runs by name, where two folders have one name their paths tell them apart. */
  static List<String> distinct(List<String> names, List<String> paths) {
    Map<String, Long> count = new LinkedHashMap<>();
    names.forEach(name -> count.merge(name, 1L, Long::sum));
    return IntStream.range(0, names.size())
        .mapToObj(n -> count.getOrDefault(names.get(n), 1L) > 1 ? paths.get(n) : names.get(n))
        .toList();
  }
}

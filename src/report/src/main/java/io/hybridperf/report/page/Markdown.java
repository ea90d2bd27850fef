package io.hybridperf.report.page;

import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Texts;
import io.hybridperf.report.model.Gap;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A run in Markdown, short enough for a comment on a pull request. */
final class Markdown {

  /** Longer reports are no comment. */
  static final int MOST_LINES = 60;

  private static final int MOST_REASONS = 7;
  private static final int MOST_OBJECTIVES = 16;
  private static final int MOST_LATENCIES = 7;
  private static final int MOST_SLOWEST = 3;
  private static final int MOST_TEXT = 160;

  private final RunReport report;
  private final Page page;
  private final List<String> lines = new ArrayList<>();

  private Markdown(RunReport report, Page page) {
    this.report = report;
    this.page = page;
  }

  static String of(RunReport report, Page page) {
    Markdown markdown = new Markdown(report, page);
    markdown.write();
    return String.join("\n", markdown.lines) + "\n";
  }

  private void write() {
    lines.add(
        "## %s: %s on %s"
            .formatted(
                page.verdict(),
                code(report.info().simulation()),
                code(report.info().environment())));
    lines.add("");
    lines.add(text(page.summary()));
    page.warnings().forEach(warning -> lines.add("> **" + text(warning) + "**"));
    lines.add("");
    list(page.reasons(), MOST_REASONS, "further reasons are on the page");
    lines.add(
        "scale %s · arrivals %s · gate %s · started %s"
            .formatted(
                code(Page.scale(report.info())),
                code(report.info().parameters().getOrDefault("arrivals", "not recorded")),
                report.verdict().gate().key(),
                report.info().start()));
    lines.add("machine: " + code(Page.machine(report)));
    lines.add("");
    objectives();
    latencies();
    slowest();
    List<String> gaps = report.gaps().stream().map(Gap::what).map(Markdown::code).toList();
    if (!gaps.isEmpty()) {
      lines.add(
          "Not measured: " + String.join(", ", gaps.subList(0, Math.min(12, gaps.size()))) + ".");
      lines.add("");
    }
    lines.add("All of it: `index.html`, or `static.html` without JavaScript, in the run's folder.");
  }

  private void list(List<String> texts, int most, String rest) {
    texts.stream().limit(most).forEach(each -> lines.add("- " + text(each)));
    if (texts.size() > most) {
      lines.add("- " + rest);
    }
    if (!texts.isEmpty()) {
      lines.add("");
    }
  }

  private void objectives() {
    Objectives objectives = new Objectives(report.verdict());
    row(List.of("objective", "outcome", "value", "95 % confident", "margin"));
    row(List.of("---", "---", "---:", "---", "---"));
    List<SloResult> all = report.verdict().results();
    for (SloResult result : all.subList(0, Math.min(MOST_OBJECTIVES, all.size()))) {
      row(
          List.of(
              code(result.slo().name()) + (result.slo().gated() ? "" : " (not gated)"),
              text(objectives.outcome(result)),
              result.measuredValue().isPresent()
                  ? Numbers.text(result.value(), result.slo().unit())
                  : "-",
              text(objectives.interval(result)),
              objectives.margin(result).map(Objectives::marginInWords).orElse("-")));
    }
    if (all.size() > MOST_OBJECTIVES) {
      row(List.of("%s more".formatted(all.size() - MOST_OBJECTIVES), "", "", "", ""));
    }
    lines.add("");
  }

  private void latencies() {
    row(List.of("response time", "OK answers", "errors", "p50", "p95", "p99", "p99.9", "maximum"));
    row(Stream.concat(Stream.of("---"), Stream.generate(() -> "---:").limit(7)).toList());
    report.latencies().stream()
        .filter(row -> row.judged() && (row.phase().isEmpty() || row.label().isEmpty()))
        .limit(MOST_LATENCIES)
        .forEach(row -> row(cells(row)));
    lines.add("");
  }

  private void slowest() {
    List<SlowCall> calls = report.slowestJudged(MOST_SLOWEST);
    if (calls.isEmpty()) {
      return;
    }
    row(List.of("slowest", "query type", "due at", "response", "status", "query", "trace"));
    row(List.of("---", "---", "---:", "---:", "---", "---", "---"));
    calls.forEach(call ->
        row(
            List.of(
                "phase " + code(call.phase()),
                code(call.label()),
                Numbers.text(Math.rint(call.seconds() * 1e3) / 1e3) + " s",
                Cell.time(call.responseNanos()).text(),
                code(call.status()),
                call.query().isEmpty() ? "-" : code(call.query()),
                call.traced() ? code(call.trace()) : "-")));
    lines.add("");
  }

  private static List<String> cells(LatencyRow row) {
    String name =
        row.phase().isEmpty()
            ? row.label().isEmpty() ? "all judged" : code(row.label())
            : "phase " + code(row.phase());
    var times = row.response();
    return Stream.concat(
            Stream.of(name, Cell.of(times.count()).text(), Cell.of(row.answers().errors()).text()),
            Stream.concat(
                Stream.of(50.0, 95.0, 99.0, 99.9)
                    .map(percentile -> Cell.time(times.percentile(percentile)).text()),
                Stream.of(times.count() == 0 ? "-" : Cell.time(times.max()).text())))
        .toList();
  }

  private void row(List<String> cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  /** Nothing turns the direction of what comes after it. */
  private static String line(String text, int most) {
    return Texts.shortened(text.replaceAll("[\u200E\u200F\u202A-\u202E\u2066-\u2069]", ""), most);
  }

  /** A name from anywhere: in a code span nothing has a meaning, nobody is mentioned. */
  static String code(String name) {
    String plain = line(name, MOST_TEXT).replace('`', '\'').replace("|", "\\|").strip();
    return "`" + (plain.isEmpty() ? " " : plain) + "`";
  }

  /** Words that may quote something from anywhere. */
  static String text(String words) {
    return line(words, 2 * MOST_TEXT)
        .replace("&", "&amp;")
        .replaceAll("([\\\\`*_{}\\[\\]#|~!])", "\\\\$1")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        // Nobody is to be mentioned.
        .replace("@", "@\u200b");
  }
}

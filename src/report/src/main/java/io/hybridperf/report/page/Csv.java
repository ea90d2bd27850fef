package io.hybridperf.report.page;

import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.report.chart.Texts;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.Percentiles;
import io.hybridperf.report.model.RunReport;
import io.hybridperf.report.model.Share;
import io.hybridperf.report.model.StageTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/** The numbers of a run, one a line, exact: times in nanoseconds, shares from 0 to 1. */
public final class Csv {
  private static final int MOST_TEXT = 1_000;

  /** What a spreadsheet takes for a formula. */
  private static final Pattern FORMULA = Pattern.compile("^[=+\\-@\\t\\r].*", Pattern.DOTALL);

  /** Marks that are not seen, as those that turn the direction of what follows. */
  private static final Pattern FORMAT = Pattern.compile("\\p{Cf}");

  private final CSVPrinter csv;

  private Csv(CSVPrinter csv) {
    this.csv = csv;
  }

  /**
   * All of a run.
   *
   * @param report the run
   * @return lines as RFC 4180 has them, the head first
   */
  public static String of(RunReport report) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      printer.printRecord(
          "verdict",
          "kind",
          "phase",
          "query type",
          "name",
          "value",
          "unit",
          "low",
          "high",
          "samples",
          "outcome");
      Csv csv = new Csv(printer);
      String verdict = report.verdict().status().name();
      for (SloResult result : report.verdict().results()) {
        csv.objective(verdict, result);
      }
      for (LatencyRow row : report.latencies()) {
        csv.times(verdict, row, "response-time", row.response());
        csv.times(verdict, row, "service-time", row.service());
        csv.row(
            verdict,
            "count",
            row.phase(),
            row.label(),
            "sent",
            Long.toString(row.answers().sent()));
        for (var status : row.answers().byStatus().entrySet()) {
          csv.row(
              verdict,
              "count",
              row.phase(),
              row.label(),
              status.getKey(),
              Long.toString(status.getValue()));
        }
      }
      for (StageTime stage : report.stages()) {
        csv.stage(verdict, stage);
      }
      for (Share share : report.shares()) {
        csv.share(verdict, share);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void objective(String verdict, SloResult result) throws IOException {
    print(
        verdict,
        "objective",
        result.slo().scope().toString(),
        "",
        result.slo().name(),
        number(result.value()),
        result.slo().unit().symbol(),
        low(result.interval()),
        high(result.interval()),
        Long.toString(result.samples()),
        result.tier().label());
  }

  private void times(String verdict, LatencyRow row, String series, Percentiles times)
      throws IOException {
    if (times.count() == 0) {
      return;
    }
    for (var at : times.at().entrySet()) {
      time(
          verdict, row, series + "-p" + shortest(at.getKey()), Long.toString(at.getValue()), times);
    }
    time(verdict, row, series + "-mean", Double.toString(times.mean()), times);
    time(verdict, row, series + "-max", Long.toString(times.max()), times);
  }

  private static String shortest(double percentile) {
    return percentile == Math.rint(percentile)
        ? Long.toString((long) percentile)
        : Double.toString(percentile);
  }

  private void time(String verdict, LatencyRow row, String name, String value, Percentiles times)
      throws IOException {
    print(
        verdict,
        "time",
        row.phase(),
        row.label(),
        name,
        value,
        "ns",
        "",
        "",
        Long.toString(times.count()),
        "");
  }

  private void row(
      String verdict, String kind, String phase, String label, String name, String value)
      throws IOException {
    print(verdict, kind, phase, label, name, value, "", "", "", value, "");
  }

  private void stage(String verdict, StageTime stage) throws IOException {
    String samples = Long.toString(stage.count());
    String[][] values = {
      {"-mean", Double.toString(stage.meanNanos())},
      {"-p50", Long.toString(stage.p50())},
      {"-p99", Long.toString(stage.p99())}
    };
    for (String[] each : values) {
      print(
          verdict,
          "stage",
          "",
          stage.label(),
          stage.stage() + each[0],
          each[1],
          "ns",
          "",
          "",
          samples,
          "");
    }
  }

  private void share(String verdict, Share share) throws IOException {
    print(
        verdict,
        "share",
        "",
        share.label(),
        share.series(),
        number(share.mean()),
        "",
        low(share.interval()),
        high(share.interval()),
        Long.toString(share.count()),
        "");
  }

  private void print(String... cells) throws IOException {
    Object[] safe = new Object[cells.length];
    for (int n = 0; n < cells.length; n++) {
      safe[n] = text(cells[n]);
    }
    csv.printRecord(safe);
  }

  /**
   * A text as a cell that no spreadsheet computes.
   *
   * @param value from anywhere
   * @return the text, with an apostrophe before what would be a formula
   */
  public static String text(String value) {
    String line = FORMAT.matcher(Texts.shortened(value, MOST_TEXT)).replaceAll("");
    return FORMULA.matcher(line).matches() ? "'" + line : line;
  }

  private static String number(double value) {
    return Double.isFinite(value) ? Double.toString(value) : "";
  }

  private static String low(@Nullable ConfidenceInterval interval) {
    return interval == null ? "" : number(interval.low());
  }

  private static String high(@Nullable ConfidenceInterval interval) {
    return interval == null ? "" : number(interval.high());
  }
}

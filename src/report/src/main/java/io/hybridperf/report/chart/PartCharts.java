package io.hybridperf.report.chart;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.stats.ConfidenceInterval;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.RunReport;
import io.hybridperf.report.model.Share;
import io.hybridperf.report.model.StageTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Charts of what answers are made of. */
public final class PartCharts {
  private static final String REST = "network and the rest";

  private final RunReport report;

  /**
   * Prepares them.
   *
   * @param report the run's
   */
  public PartCharts(RunReport report) {
    this.report = report;
  }

  /**
   * Where the time goes.
   *
   * @return a chart; empty if no answer said so
   */
  public Optional<Chart> stages() {
    if (report.stages().isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = report.stages().stream().map(StageTime::label).distinct().toList();
    List<String> stages =
        report.stages().stream().map(StageTime::stage).distinct().sorted().toList();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("unit", "ms");
    ArrayNode names = data.putArray("names");
    labels.forEach(label -> names.add(Texts.shortened(label, 40)));
    ArrayNode parts = data.putArray("parts");
    List<List<Cell>> rows = new ArrayList<>();
    for (StageTime stage : report.stages()) {
      rows.add(
          List.of(
              Cell.of(stage.label()),
              Cell.of(nameOf(stage.stage())),
              Cell.mean(stage.meanNanos()),
              Cell.time(stage.p50()),
              Cell.time(stage.p99()),
              Cell.of(stage.count())));
    }
    for (String stage : stages) {
      ArrayNode values = parts.addObject().put("name", nameOf(stage)).putArray("values");
      labels.forEach(label -> values.add(mean(label, stage::equals) / 1e6));
    }
    ArrayNode rest = parts.addObject().put("name", REST).putArray("values");
    for (String label : labels) {
      double nanos = Math.max(0, service(label) - mean(label, _ -> true));
      rest.add(nanos / 1e6);
      rows.add(
          List.of(
              Cell.of(label),
              Cell.of(REST),
              Cell.mean(nanos),
              Cell.of("-"),
              Cell.of("-"),
              Cell.of("-")));
    }
    return Optional.of(
        new Chart(
            "stages",
            "stacked",
            "Where the time goes",
            "Mean time of each stage as the coordinator tells it, of OK answers of the judged phases; a stage that some "
                + "answers skip counts for those that had it. The rest is the mean service time less all of these; where "
                + "stages run in parallel it is larger than shown.",
            data,
            Table.of(rows.stream(), "query type", "stage", "mean", "p50", "p99", "answers")));
  }

  private static String nameOf(String stage) {
    return stage.startsWith("stage.") ? stage.substring("stage.".length()) : stage;
  }

  /** Of all answers of a query type, those without the stage too. */
  private double mean(String label, Predicate<String> stages) {
    double answers =
        report.latencies().stream()
            .filter(row -> row.phase().isEmpty() && row.label().equals(label))
            .mapToDouble(row -> row.service().count())
            .sum();
    return report.stages().stream()
        .filter(stage -> stage.label().equals(label) && stages.test(stage.stage()))
        .mapToDouble(stage -> stage.meanNanos() * (stage.count() / answers))
        .sum();
  }

  private double service(String label) {
    return report.latencies().stream()
        .filter(row -> row.phase().isEmpty() && row.label().equals(label))
        .mapToDouble((LatencyRow row) -> row.service().mean())
        .sum();
  }

  /**
   * Hits of caches, and degraded answers.
   *
   * @return a chart; empty if no answer said so
   */
  public Optional<Chart> caches() {
    return shares(
        share -> !Series.isRecall(share.series()),
        "caches",
        "Cache hits and degraded answers",
        "Share of the OK answers of the judged phases.");
  }

  /**
   * How many of the true hits were found.
   *
   * @return a chart; empty if no answer was compared
   */
  public Optional<Chart> recall() {
    return shares(
        share -> Series.isRecall(share.series()),
        "recall",
        "Recall",
        "Share of the true hits among the hits, of the answers that were compared with exact ones; a fast wrong answer is no result.");
  }

  private Optional<Chart> shares(Predicate<Share> wanted, String id, String title, String caption) {
    List<Share> shares = report.shares().stream().filter(wanted).toList();
    if (shares.isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = shares.stream().map(Share::label).distinct().toList();
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("unit", "%");
    ArrayNode names = data.putArray("names");
    labels.forEach(label -> names.add(label.isEmpty() ? "all" : Texts.shortened(label, 40)));
    ArrayNode parts = data.putArray("parts");
    for (String series : shares.stream().map(Share::series).distinct().toList()) {
      ArrayNode values = parts.addObject().put("name", series).putArray("values");
      for (String label : labels) {
        shares.stream()
            .filter(share -> share.series().equals(series) && share.label().equals(label))
            .findFirst()
            .ifPresentOrElse(share -> values.add(100 * share.mean()), values::addNull);
      }
    }
    return Optional.of(
        new Chart(
            id,
            "bars",
            title,
            caption,
            data,
            Table.of(
                shares.stream()
                    .map(share ->
                        List.of(
                            Cell.of(share.series()),
                            Cell.of(share.label().isEmpty() ? "all" : share.label()),
                            Cell.share(share.mean()),
                            interval(share.interval(), true),
                            interval(share.interval(), false),
                            Cell.of(share.count()))),
                "what",
                "query type",
                "share",
                "95 % confident: from",
                "to",
                "answers")));
  }

  private static Cell interval(@Nullable ConfidenceInterval interval, boolean low) {
    return interval == null ? Cell.of("-") : Cell.share(low ? interval.low() : interval.high());
  }
}

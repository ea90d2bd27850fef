package io.hybridperf.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.model.RunReport;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The slowest calls of a run, with links to their traces where the settings say how. */
final class SlowestCallsTable {
  private static final String TRACE = "{trace}";
  private static final int MOST_OF_ALL = 10;

  private final RunReport report;
  private final String link;
  private final List<String> stages;

  private SlowestCallsTable(RunReport report) {
    this.report = report;
    link = link(report);
    TreeSet<String> series = new TreeSet<>();
    report.slowest().forEach(call -> series.addAll(call.stages().keySet()));
    stages = List.copyOf(series);
  }

  /** {@return the part of the page; empty if the run kept none} */
  static Section section(RunReport report) {
    SlowestCallsTable tables = new SlowestCallsTable(report);
    Section section = Section.of("slowest", "Slowest requests");
    return report.slowest().isEmpty()
        ? section
        : section
            .line(tables.explanation())
            .table("The slowest that are judged", tables.table(report.slowestJudged(MOST_OF_ALL)))
            .table("The slowest of each phase and type", tables.table(report.slowest()));
  }

  private String explanation() {
    long traced = report.slowest().stream().filter(SlowCall::traced).count();
    return ("Kept are the ten slowest of each phase and type, and the ten slowest of those that are"
            + " traced: %s of %s have a trace (trace-share = %s).%s")
        .formatted(
            traced,
            report.slowest().size(),
            report.info().parameters().getOrDefault("trace-share", "not recorded"),
            traced > 0 && link.isEmpty()
                ? " With the setting trace-link their ids become links."
                : "");
  }

  private Table table(List<SlowCall> calls) {
    List<String> head =
        new ArrayList<>(
            List.of("phase", "query type", "due at", "response", "service", "lag", "status"));
    stages.forEach(stage -> head.add(stage.substring(SlowCall.STAGE.length())));
    head.addAll(List.of("target", "query", "trace"));
    return new Table(head, calls.stream().map(this::row).toList());
  }

  private List<Cell> row(SlowCall call) {
    List<Cell> cells =
        new ArrayList<>(
            List.of(
                Cell.of(call.phase()),
                Cell.of(call.label()),
                new Cell(
                    Numbers.text(Math.rint(call.seconds() * 1e3) / 1e3) + " s",
                    Double.toString(call.seconds())),
                Cell.time(call.responseNanos()),
                Cell.time(call.serviceNanos()),
                Cell.time(Math.max(0, call.lagNanos())),
                Cell.of(call.status())));
    stages.forEach(stage -> {
      Long nanos = call.stages().get(stage);
      cells.add(Cell.time(nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos)));
    });
    cells.addAll(List.of(words(call.target()), words(call.query()), trace(call)));
    return cells;
  }

  private static Cell words(String text) {
    return Cell.of(text.isEmpty() ? "-" : text);
  }

  private Cell trace(SlowCall call) {
    return call.traced()
        ? Cell.linked(call.trace(), link.replace(TRACE, call.trace()))
        : Cell.of("-");
  }

  /** As the run's settings have it; what a page leads to is on the web. */
  private static String link(RunReport report) {
    var file = report.judgement().folder().settingsJson();
    if (!Files.exists(file)) {
      return "";
    }
    try {
      String template = Json.read(file, JsonNode.class).path("trace-link").asText("");
      return template.contains(TRACE) ? template : "";
    } catch (DamagedFile e) {
      return "";
    }
  }
}

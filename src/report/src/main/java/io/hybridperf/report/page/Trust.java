package io.hybridperf.report.page;

import io.hybridperf.measurement.verdict.ScheduleAudit;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.model.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether a run can be trusted: schedule, warm-up, machine. */
final class Trust {
  private Trust() {}

  static Section section(RunReport report) {
    Verdict verdict = report.verdict();
    ScheduleAudit audit = verdict.audit();
    List<String> lines = new ArrayList<>();
    lines.add(
        "Schedule: %s; %s of %s planned requests of judged phases sent, %s dropped by the client, %s sent more than 1 ms early."
            .formatted(
                audit.kept() ? "kept" : audit.measured() ? "NOT KEPT" : "NOT MEASURED",
                Cell.of(audit.sent()).text(),
                Cell.of(audit.planned()).text(),
                audit.dropped(),
                audit.early()));
    audit.violations().forEach(violation -> lines.add("Schedule: " + violation));
    report.machine().ifPresent(machine -> lines.add("Machine of the generator: " + machine));
    if (verdict.notes().isEmpty() && !report.salvaged()) {
      lines.add("Warm-up: nothing that still got faster at its end.");
    }
    lines.addAll(verdict.notes());
    return Section.of("trust", "Can it be trusted?")
        .lines(lines)
        .table("How late requests were sent", lag(audit))
        .table("Phases", phases(report));
  }

  private static Table lag(ScheduleAudit audit) {
    return Table.of(
        audit.rows().stream()
            .map(row ->
                List.of(
                    Cell.of(row.label()),
                    Cell.of(row.phase().isEmpty() ? "all judged" : row.phase()),
                    Cell.of(row.requests()),
                    Cell.time(row.p50Nanos()),
                    Cell.time(row.p99Nanos()),
                    Cell.time(audit.limits().lagNanos(row.serviceP99Nanos())),
                    Cell.time(row.maxNanos()),
                    Cell.share(row.lateShare()))),
        "query type",
        "phase",
        "requests",
        "lag p50",
        "lag p99",
        "limit of p99",
        "largest lag",
        "late");
  }

  private static Table phases(RunReport report) {
    return Table.of(
        report.info().phases().stream()
            .map(phase ->
                Stream.of(
                        Cell.of(phase.name()),
                        Cell.of(phase.judged() ? "yes" : "no"),
                        Cell.of(phase.shape()),
                        new Cell(
                            "%s s".formatted(phase.startSeconds()),
                            Double.toString(phase.startSeconds())),
                        new Cell(
                            "%s s".formatted(phase.seconds()), Double.toString(phase.seconds())),
                        Cell.of(phase.arrivals()))
                    .toList()),
        "phase",
        "judged",
        "rate",
        "from",
        "for",
        "planned requests");
  }
}

package io.hybridperf.report.page;

import io.hybridperf.measurement.origin.GitRevision;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.TargetCounts;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.report.chart.Cell;
import io.hybridperf.report.chart.Chart;
import io.hybridperf.report.chart.ComponentCharts;
import io.hybridperf.report.chart.FindingCharts;
import io.hybridperf.report.chart.PartCharts;
import io.hybridperf.report.chart.ScrapedCharts;
import io.hybridperf.report.chart.ShapeCharts;
import io.hybridperf.report.chart.Table;
import io.hybridperf.report.chart.TimeCharts;
import io.hybridperf.report.model.LatencyRow;
import io.hybridperf.report.model.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run's page says, in order: the verdict, what it was about, and everything behind it.
 *
 * @param title of the page
 * @param simulation its name
 * @param environment its name
 * @param verdict the status, a word
 * @param summary the verdict in a sentence
 * @param warnings what changes the meaning of all numbers
 * @param reasons why the verdict is not PASS
 * @param facts what the run was
 * @param objectives a row for each
 * @param sections everything behind it
 * @param links names and relative addresses of what lies beside the page
 */
public record Page(
    String title,
    String simulation,
    String environment,
    String verdict,
    String summary,
    List<String> warnings,
    List<String> reasons,
    List<Fact> facts,
    Table objectives,
    List<Section> sections,
    Map<String, String> links) {

  /**
   * Makes the page of a run.
   *
   * @param report the run's
   * @return what its page says
   */
  public static Page of(RunReport report) {
    Verdict verdict = report.verdict();
    RunInfo info = report.info();
    return new Page(
        "%s on %s: %s".formatted(info.simulation(), info.environment(), verdict.status()),
        info.simulation(),
        info.environment(),
        verdict.status().name(),
        new Objectives(verdict).summary(),
        warnings(report),
        verdict.reasons(),
        facts(report),
        new Objectives(verdict).table(),
        sections(report),
        Links.of(report.judgement().folder()));
  }

  /** The same without what lies beside it. */
  Page alone() {
    return new Page(
        title,
        simulation,
        environment,
        verdict,
        summary,
        warnings,
        reasons,
        facts,
        objectives,
        sections,
        Map.of());
  }

  private static List<String> warnings(RunReport report) {
    List<String> warnings = new ArrayList<>();
    double scale = report.info().scale();
    if (report.salvaged()) {
      warnings.add(
          "The run's folder is damaged. What is shown below is what could still be read of it; it proves nothing.");
    }
    if (scale != 1) {
      warnings.add(
          "Scale %s: every rate of this run was multiplied by it, and so were limits of rates. It says nothing about the full load."
              .formatted(Numbers.text(scale)));
    }
    return warnings;
  }

  private static List<Fact> facts(RunReport report) {
    RunInfo info = report.info();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("environment", info.environment()));
    facts.add(new Fact("scale", scale(info)));
    facts.add(new Fact("arrivals", info.parameters().getOrDefault("arrivals", "not recorded")));
    facts.add(new Fact("gate", report.verdict().gate().key()));
    facts.add(new Fact("machine", machine(report)));
    facts.add(new Fact("started", info.start().truncatedTo(ChronoUnit.SECONDS).toString()));
    Instant end = info.end();
    if (end != null) {
      facts.add(
          new Fact(
              "took", Numbers.text(Duration.between(info.start(), end).toMillis() / 1e3) + " s"));
    }
    facts.add(new Fact("seed", Long.toString(info.seed())));
    if (!info.engines().isEmpty()) {
      facts.add(new Fact("engines", joined(info.engines())));
    }
    if (!info.dataset().isEmpty()) {
      facts.add(new Fact("data", joined(info.dataset())));
    }
    if (!info.versions().isEmpty()) {
      facts.add(new Fact("versions", joined(info.versions())));
    }
    facts.add(new Fact("revision", revision(info.git())));
    return facts;
  }

  static String scale(RunInfo info) {
    String given = info.parameters().getOrDefault("scale", "");
    String scale = Numbers.text(info.scale());
    return given.startsWith("auto") ? "%s (%s)".formatted(scale, given) : scale;
  }

  static String machine(RunReport report) {
    var machine = report.info().machine();
    return "%s, %s cores, %s GiB, %s, %s"
        .formatted(
            machine.cpuModel(),
            machine.cpus(),
            Numbers.text(Math.rint(machine.memoryBytes() / 1e8 / 1.073741824) / 10),
            machine.os(),
            machine.jvm());
  }

  private static String revision(@Nullable GitRevision git) {
    return git == null
        ? "not known"
        : git.revision() + (git.dirty() ? ", with changes that are not committed" : "");
  }

  private static String joined(Map<String, String> values) {
    return String.join(
        "; ",
        values.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
  }

  private static List<Section> sections(RunReport report) {
    TimeCharts time = new TimeCharts(report);
    ShapeCharts shapes = new ShapeCharts(report);
    PartCharts parts = new PartCharts(report);
    FindingCharts found = new FindingCharts(report);
    boolean answered = report.answers().ok() > 0 && !report.responses().isEmpty();
    boolean anything = !report.moments().isEmpty();
    List<Chart> latency = new ArrayList<>();
    if (anything) {
      latency.add(time.latency());
    }
    if (answered) {
      latency.addAll(
          List.of(
              shapes.histogram(), shapes.spectrum(), shapes.cdf(), shapes.boxes(), time.heat()));
    }
    Section findings =
        Section.of("findings", "Findings")
            .lines(report.judgement().findings().lines())
            .charts(found.capacities())
            .table("Events", events(report));
    for (var detail : report.judgement().findings().details().entrySet()) {
      findings = findings.table(detail.getKey(), FindingTables.of(detail.getValue()));
    }
    return Stream.of(
            Section.of("latency", "Latency")
                .charts(latency)
                .table(
                    "Percentiles (a dash: fewer than ten answers are beyond it)",
                    latencies(report)),
            SlowestCallsTable.section(report),
            Section.of("throughput", "Throughput and errors")
                .charts(anything ? List.of(time.throughput(), time.errors()) : List.of())
                .charts(time.statuses().stream().toList())
                .table("By target", targets(report)),
            Section.of("parts", "What answers are made of")
                .charts(
                    Stream.of(parts.stages(), parts.recall(), parts.caches())
                        .flatMap(chart -> chart.stream())
                        .toList()),
            findings,
            components(report),
            Section.of("resources", "Resources").charts(found.resources()),
            Section.of("scraped", "Scraped by Prometheus").charts(ScrapedCharts.of(report)),
            Trust.section(report),
            Section.of("gaps", "Not measured").table("What, why, and how to", gaps(report)),
            Section.of("settings", "Parameters")
                .table("As the run had them", parameters(report.info())))
        .filter(section -> !section.isEmpty())
        .toList();
  }

  private static Section components(RunReport report) {
    Section section = Section.of("components", "Component benchmarks of the same revision");
    var benchmarks = report.components().benchmarks();
    if (benchmarks.isPresent()) {
      section =
          section
              .line("%s, on %s".formatted(benchmarks.get().folder(), benchmarks.get().machine()))
              .table("JMH", ComponentCharts.benchmarks(benchmarks.get()));
    }
    return section.charts(
        report.components().sweep().map(ComponentCharts::sweep).stream().toList());
  }

  private static Table latencies(RunReport report) {
    return Table.of(
        report.latencies().stream().flatMap(row -> Stream.of(row(row, true), row(row, false))),
        "phase",
        "query type",
        "time",
        "OK answers",
        "errors",
        "mean",
        "p50",
        "p90",
        "p95",
        "p99",
        "p99.9",
        "p99.99",
        "maximum");
  }

  private static List<Cell> row(LatencyRow row, boolean response) {
    var times = response ? row.response() : row.service();
    return Stream.concat(
            Stream.of(
                Cell.of(
                    row.phase().isEmpty()
                        ? "all judged"
                        : row.judged() ? row.phase() : row.phase() + ", not judged"),
                Cell.of(row.label().isEmpty() ? "all" : row.label()),
                Cell.of(response ? "response" : "service"),
                Cell.of(times.count()),
                Cell.of(row.answers().errors()),
                times.count() == 0 ? Cell.of("-") : Cell.mean(times.mean())),
            Stream.concat(
                Stream.of(50.0, 90.0, 95.0, 99.0, 99.9, 99.99)
                    .map(percentile -> Cell.time(times.percentile(percentile))),
                Stream.of(times.count() == 0 ? Cell.of("-") : Cell.time(times.max()))))
        .toList();
  }

  private static Table targets(RunReport report) {
    return Table.of(
        report.targets().entrySet().stream()
            .map(each -> {
              TargetCounts n = each.getValue().counts();
              CallTimes times = each.getValue().judged();
              boolean any = times.ok().getTotalCount() > 0;
              return List.of(
                  Cell.of(each.getKey()),
                  Cell.of(n.sent()),
                  Cell.of(n.ended()),
                  Cell.of(n.ok()),
                  any ? Cell.time(times.percentile(50)) : Cell.of("-"),
                  any ? Cell.time(times.percentile(99)) : Cell.of("-"));
            }),
        "target",
        "sent",
        "ended",
        "OK",
        "p50",
        "p99");
  }

  private static Table events(RunReport report) {
    return Table.of(
        report.events().stream()
            .map(event ->
                List.of(
                    new Cell(
                        Numbers.text(event.seconds()) + " s", Double.toString(event.seconds())),
                    Cell.of(event.event()),
                    new Cell(
                        Numbers.text(event.tookSeconds()) + " s",
                        Double.toString(event.tookSeconds())),
                    Cell.of(event.error() == null ? "-" : event.error()))),
        "since the plan's start",
        "what",
        "took",
        "error");
  }

  private static Table gaps(RunReport report) {
    return Table.of(
        report.gaps().stream()
            .map(gap -> List.of(Cell.of(gap.what()), Cell.of(gap.reason()), Cell.of(gap.remedy()))),
        "what",
        "why not",
        "how to measure it");
  }

  private static Table parameters(RunInfo info) {
    return Table.of(
        info.parameters().entrySet().stream()
            .map(each -> List.of(Cell.of(each.getKey()), Cell.of(each.getValue()))),
        "parameter",
        "value");
  }
}

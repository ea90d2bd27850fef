package io.hybridperf.report.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.record.ScrapedSeries;
import io.hybridperf.measurement.record.SlowCall;
import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.ResourceLog;
import io.hybridperf.measurement.run.ResourceSample;
import io.hybridperf.measurement.run.RunFolder;
import io.hybridperf.measurement.run.RunInfo;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.TargetCounts;
import io.hybridperf.measurement.verdict.MachineUse;
import io.hybridperf.report.model.Distribution.Bin;
import io.hybridperf.report.model.HeatMap.Column;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what a run's pages say. */
final class ReportReader {

  /** More points of a line are not told apart. */
  private static final int MOST_MOMENTS = 600;

  private final Judgement judgement;
  private final RunInfo info;
  private final RunLog log;
  private final boolean salvaged;
  private final List<Moment> moments = new ArrayList<>();

  ReportReader(Judgement judgement) {
    this.judgement = judgement;
    info = judgement.info();
    salvaged = judgement.log().damage().isPresent();
    log = salvaged ? salvage(judgement) : judgement.log();
  }

  /** What can be read of a damaged folder, each file by itself. */
  private static RunLog salvage(Judgement judgement) {
    try {
      return RunLog.running(judgement.folder(), judgement.info());
    } catch (DamagedFile e) {
      return judgement.log();
    }
  }

  /** What costs time is read side by side. */
  RunReport read() {
    CompletableFuture<ValueReader> reading =
        CompletableFuture.supplyAsync(() -> new ValueReader(log));
    CompletableFuture<HeatMap> drawing = CompletableFuture.supplyAsync(this::overTime);
    List<Distribution> responses = new ArrayList<>();
    List<Distribution> services = new ArrayList<>();
    List<LatencyRow> rows = rows(responses, services);
    List<ResourceSample> resources = orNone(() -> ResourceLog.read(judgement.folder()));
    List<Event> events = orNone(() -> events(judgement.folder()));
    List<SlowCall> slowest = orNone(() -> SlowCall.read(judgement.folder()));
    List<ScrapedSeries> scraped = orNone(() -> ScrapedSeries.read(judgement.folder()));
    ComponentResults components = ComponentResults.beside(judgement.folder(), info);
    HeatMap heat = drawing.join();
    ValueReader values = reading.join();
    return new RunReport(
        judgement,
        salvaged,
        rows,
        moments,
        responses,
        services,
        heat,
        values.stages(),
        values.shares(),
        targets(),
        events,
        resources,
        machine(resources),
        slowest,
        scraped,
        components,
        Gaps.of(
            judgement, values.stages(), values.shares(), resources, slowest, scraped, components));
  }

  private List<LatencyRow> rows(List<Distribution> responses, List<Distribution> services) {
    List<LatencyRow> rows = new ArrayList<>();
    Selection judged = log.select(Scope.RUN);
    row("", "", true, judged, rows, responses, services);
    for (String label : judged.labels()) {
      row("", label, true, judged.ofLabels(label::equals), rows, responses, services);
    }
    List<LatencyRow> ofAllJudged = List.copyOf(rows);
    List<PlannedPhase> phases = firstCycles();
    boolean onePhase = phases.stream().filter(PlannedPhase::judged).count() == 1;
    for (PlannedPhase phase : phases) {
      if (onePhase && phase.judged()) {
        ofAllJudged.forEach(row -> rows.add(row.as(phase.name())));
        continue;
      }
      Selection of = log.select(name -> Phase.matches(name, phase.name()), _ -> true);
      row(phase.name(), "", phase.judged(), of, rows, null, null);
      for (String label : of.labels()) {
        row(phase.name(), label, phase.judged(), of.ofLabels(label::equals), rows, null, null);
      }
    }
    return rows;
  }

  private List<PlannedPhase> firstCycles() {
    List<PlannedPhase> first = new ArrayList<>();
    for (PlannedPhase phase : info.phases()) {
      if (phase.arrivals() > 0
          && first.stream().noneMatch(earlier -> Phase.matches(phase.name(), earlier.name()))) {
        first.add(phase);
      }
    }
    return first;
  }

  private static void row(
      String phase,
      String label,
      boolean judged,
      Selection part,
      List<LatencyRow> rows,
      @Nullable List<Distribution> responses,
      @Nullable List<Distribution> services) {
    CallTimes response = part.times(Series.RESPONSE_TIME);
    CallTimes service = part.times(Series.SERVICE_TIME);
    rows.add(
        new LatencyRow(
            phase,
            label,
            judged,
            part.answers(),
            Percentiles.of(response),
            Percentiles.of(service)));
    if (responses != null && services != null) {
      responses.add(Distribution.of(label, response));
      services.add(Distribution.of(label, service));
    }
  }

  private HeatMap overTime() {
    List<Selection> seconds = log.select(_ -> true, _ -> true).bySecond();
    int together = (seconds.size() + MOST_MOMENTS - 1) / MOST_MOMENTS;
    int columns = (seconds.size() + HeatMap.MOST_COLUMNS - 1) / HeatMap.MOST_COLUMNS;
    double zero = log.planZeroSeconds().orElse(0);
    List<Column> stretches = new ArrayList<>();
    List<List<Bin>> bins = new ArrayList<>();
    for (int from = 0; from < seconds.size(); from += columns) {
      List<Selection> column = seconds.subList(from, Math.min(from + columns, seconds.size()));
      List<CallTimes> times = new ArrayList<>();
      column.forEach(second -> times.add(second.times(Series.RESPONSE_TIME)));
      for (int n = 0; n < column.size(); n += together) {
        int end = Math.min(n + together, column.size());
        moments.add(moment(column.subList(n, end), times.subList(n, end), zero));
      }
      stretches.add(
          new Column(
              column.getFirst().time().start() - zero,
              column.getLast().time().end() - column.getFirst().time().start()));
      bins.add(Distribution.bins(CallTimes.sum(times).ok(), Distribution.BINS_A_DECADE));
    }
    return HeatMap.of(stretches, bins);
  }

  private Moment moment(List<Selection> seconds, List<CallTimes> times, double zero) {
    CallTimes all = times.size() == 1 ? times.getFirst() : CallTimes.sum(times);
    double start = seconds.getFirst().time().start() - zero;
    double end = seconds.getLast().time().end() - zero;
    return new Moment(
        start,
        end - start,
        PlannedRate.arrivals(info.phases(), start, end),
        seconds.stream().map(Selection::answers).reduce(Answers.NONE, Answers::plus),
        all.percentile(50),
        all.percentile(95),
        all.percentile(99),
        all.judged(each -> (double) each.getMaxValue()).getMaxValue());
  }

  private Map<String, TargetRow> targets() {
    Map<String, TargetCounts> sum = new TreeMap<>();
    for (Counters line : log.counters()) {
      line.targets().forEach((target, n) -> sum.merge(target, n, TargetCounts::plus));
    }
    Map<String, TargetRow> rows = new TreeMap<>();
    sum.forEach((target, counts) ->
        rows.put(
            target,
            new TargetRow(
                counts, log.select(new Scope("", "", target, 0)).times(Series.RESPONSE_TIME))));
    return rows;
  }

  private Optional<MachineUse> machine(List<ResourceSample> samples) {
    return salvaged ? Optional.empty() : MachineUse.of(samples, info.phases());
  }

  private static List<Event> events(RunFolder folder) {
    List<Event> events = new ArrayList<>();
    if (Files.exists(folder.events())) {
      CheckedFile.completeLines(
          folder.events(),
          (line, number) -> {
            JsonNode json = Json.readLine(folder.events(), number, line, JsonNode.class);
            events.add(
                new Event(
                    json.path("seconds").asDouble(),
                    json.path("tookSeconds").asDouble(),
                    json.path("event").asText(),
                    json.hasNonNull("error") ? json.path("error").asText() : null));
          });
    }
    return events;
  }

  /** Of a damaged folder some files cannot be read; a whole one has been checked. */
  private <T> List<T> orNone(Supplier<List<T>> read) {
    try {
      return read.get();
    } catch (DamagedFile e) {
      if (salvaged) {
        return List.of();
      }
      throw e;
    }
  }
}

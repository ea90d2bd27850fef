package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.RunStatus;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether the load generator kept its schedule in the judged phases.
 *
 * <p>Response times begin when a request was due, so what the generator is late is in them: it can
 * make a system look worse than it is, never better. How late it may be is therefore a share of the
 * time that the system itself took, percentile by percentile and for each query type and phase: a
 * millisecond is a lot of two, and little of twenty. That share goes up to what counts as late for
 * any system, {@link AuditLimits#lateAfter()}.
 *
 * @param limits what was allowed
 * @param rows the whole run first, then every query type, then every phase if there are several;
 *     none if the run's folder is damaged
 * @param planned arrivals planned
 * @param sent requests sent
 * @param dropped arrivals for which the client could not send a request
 * @param early requests sent more than 1 ms early, in the whole run
 * @param violations one line for each limit that was passed
 */
public record ScheduleAudit(
    AuditLimits limits,
    List<Row> rows,
    long planned,
    long sent,
    long dropped,
    long early,
    List<String> violations) {

  private static final String ALL = "all";

  /** Requests below which a p99 says nothing about a query type: there the median decides. */
  private static final long MIN_SAMPLES = 100;

  /** Copies the lists. */
  public ScheduleAudit {
    rows = List.copyOf(rows);
    violations = List.copyOf(violations);
  }

  /**
   * The lag of some requests.
   *
   * @param label the query type, or {@code all}
   * @param phase the phase with its later cycles; empty for all
   * @param requests how many were answered
   * @param p50Nanos median lag
   * @param p99Nanos p99 of the lag
   * @param maxNanos largest lag
   * @param lateShare share later than the limit, 0 to 1
   * @param serviceP50Nanos median service time of OK answers, 0 if there are none
   * @param serviceP99Nanos p99 of these
   */
  public record Row(
      String label,
      String phase,
      long requests,
      long p50Nanos,
      long p99Nanos,
      long maxNanos,
      double lateShare,
      long serviceP50Nanos,
      long serviceP99Nanos) {

    /** Whose lag it is, as {@code requests at phase peak}. */
    private String who() {
      String of = label.equals(ALL) ? "requests" : label + " requests";
      return phase.isEmpty() ? of : of + " at phase " + phase;
    }
  }

  /**
   * Audits a run.
   *
   * @param log what was recorded
   * @param limits what is allowed
   * @return what was found
   */
  public static ScheduleAudit of(RunLog log, AuditLimits limits) {
    if (log.damage().isPresent()) {
      return new ScheduleAudit(limits, List.of(), 0, 0, 0, 0, List.of(log.damage().get()));
    }
    Selection judged = log.select(Scope.RUN);
    List<Row> rows = new ArrayList<>();
    rows.add(row(ALL, "", judged, limits));
    for (String label : judged.labels()) {
      rows.add(row(label, "", judged.ofLabels(label::equals), limits));
    }
    List<String> phases = withoutCycles(judged.phases());
    if (phases.size() > 1) {
      for (String phase : phases) {
        rows.add(row(ALL, phase, log.select(new Scope(phase, "", 0)), limits));
      }
    }
    long planned = judged.phases().stream().mapToLong(PlannedPhase::arrivals).sum();
    long sent = judged.answers().sent();
    long early = log.counters().stream().mapToLong(line -> line.early()).sum();
    List<String> violations = new ArrayList<>();
    if (log.info().status() == RunStatus.GENERATOR_LATE) {
      violations.add("it was seconds behind its schedule, and the run was ended for that");
    }
    rows.forEach(row -> addLagViolations(row, limits, violations));
    double unsent = (double) (planned - sent) / planned;
    if (log.finished() && planned > 0 && unsent > limits.maxUnsentShare()) {
      violations.add(
          "%s of %s planned requests were sent: %s were not, limit %s"
              .formatted(sent, planned, percent(unsent), percent(limits.maxUnsentShare())));
    }
    double earlyShare = (double) early / log.sent().values().stream().mapToLong(n -> n).sum();
    if (earlyShare > limits.maxEarlyShare()) {
      violations.add(
          "%s of the requests were sent more than 1 ms early, limit %s"
              .formatted(percent(earlyShare), percent(limits.maxEarlyShare())));
    }
    return new ScheduleAudit(limits, rows, planned, sent, judged.dropped(), early, violations);
  }

  private static List<String> withoutCycles(List<PlannedPhase> phases) {
    List<String> names = new ArrayList<>();
    for (PlannedPhase phase : phases) {
      if (phase.arrivals() > 0
          && names.stream().noneMatch(name -> Phase.matches(phase.name(), name))) {
        names.add(phase.name());
      }
    }
    return names;
  }

  private static Row row(String label, String phase, Selection part, AuditLimits limits) {
    Histogram lag = part.histogram(Series.DISPATCH_LAG, _ -> true);
    Histogram service = part.histogram(Series.SERVICE_TIME, Status::isOk);
    long n = lag.getTotalCount();
    long late = n == 0 ? 0 : n - lag.getCountBetweenValues(0, limits.lateAfter().toNanos());
    return new Row(
        label,
        phase,
        n,
        lag.getValueAtPercentile(50),
        lag.getValueAtPercentile(99),
        lag.getMaxValue(),
        n == 0 ? 0 : (double) late / n,
        service.getValueAtPercentile(50),
        service.getValueAtPercentile(99));
  }

  private static void addLagViolations(Row row, AuditLimits limits, List<String> violations) {
    addLagViolation("median", row.p50Nanos(), row.serviceP50Nanos(), row, limits, violations);
    if (row.requests() < MIN_SAMPLES) {
      return;
    }
    addLagViolation("p99", row.p99Nanos(), row.serviceP99Nanos(), row, limits, violations);
    if (row.lateShare() > limits.maxLateShare()) {
      violations.add(
          "%s of %s were sent more than %s late, limit %s"
              .formatted(
                  percent(row.lateShare()),
                  row.who(),
                  millis(limits.lateAfter().toNanos()),
                  percent(limits.maxLateShare())));
    }
  }

  private static void addLagViolation(
      String what,
      long lagNanos,
      long serviceNanos,
      Row row,
      AuditLimits limits,
      List<String> violations) {
    if (lagNanos > limits.lagNanos(serviceNanos)) {
      violations.add(
          "%s dispatch lag of %s was %s, limit %s: %s"
              .formatted(
                  what,
                  row.who(),
                  millis(lagNanos),
                  millis(limits.lagNanos(serviceNanos)),
                  reason(what, serviceNanos, limits)));
    }
  }

  private static String reason(String what, long serviceNanos, AuditLimits limits) {
    return limits.lagNanos(serviceNanos) <= limits.p99Lag().toNanos()
        ? "what is always allowed"
        : "%s of the %s service time, %s"
            .formatted(percent(limits.lagShare()), what, millis(serviceNanos));
  }

  /**
   * The limit of the p99 of all requests' lag, and why.
   *
   * @return as {@code limit 1.5 ms: 20 % of the p99 service time, 7.5 ms}
   */
  String limitOfAll() {
    long service = rows.getFirst().serviceP99Nanos();
    return "limit %s: %s"
        .formatted(millis(limits.lagNanos(service)), reason("p99", service, limits));
  }

  private static String percent(double share) {
    return Numbers.text(100 * share, Unit.PERCENT);
  }

  private static String millis(long nanos) {
    return Numbers.text(nanos / 1e6, Unit.MILLISECONDS);
  }

  /**
   * Whether anything is known: lags are recorded when requests end.
   *
   * @return false if no judged request ended
   */
  public boolean measured() {
    return !rows.isEmpty() && rows.getFirst().requests() > 0;
  }

  /**
   * Whether the schedule was kept.
   *
   * @return true if something is known, and no limit was passed
   */
  public boolean kept() {
    return measured() && violations.isEmpty();
  }

  /**
   * Why it was not kept, as far as is known.
   *
   * @return one line; empty if it was kept
   */
  public String problem() {
    return !violations.isEmpty()
        ? violations.getFirst()
        : measured() ? "" : "no judged request ended, so nothing is known of its schedule";
  }
}

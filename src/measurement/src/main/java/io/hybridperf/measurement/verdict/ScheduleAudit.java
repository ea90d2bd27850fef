package io.hybridperf.measurement.verdict;

import io.hybridperf.measurement.run.PlannedPhase;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Scope;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.slo.AuditLimits;
import io.hybridperf.measurement.slo.Numbers;
import io.hybridperf.measurement.slo.Unit;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Whether the load generator kept its schedule in the judged phases.
 *
 * @param limits what was allowed
 * @param rows the whole run first, then every query type
 * @param planned arrivals planned
 * @param sent requests sent
 * @param dropped arrivals for which the client could not send a request
 * @param early requests sent more than 1 ms early, in the whole run
 * @param violations one line for each limit that was passed; empty if the schedule was kept
 */
public record ScheduleAudit(
    AuditLimits limits,
    List<Row> rows,
    long planned,
    long sent,
    long dropped,
    long early,
    List<String> violations) {

  /** Requests below which a p99 says nothing about a query type. */
  private static final long MIN_SAMPLES = 100;

  /**
   * The lag of one query type, or of all.
   *
   * @param label the query type, or {@code all}
   * @param requests how many were answered
   * @param p50Nanos median lag
   * @param p99Nanos p99 of the lag
   * @param maxNanos largest lag
   * @param lateShare share later than the limit, 0 to 1
   */
  public record Row(
      String label, long requests, long p50Nanos, long p99Nanos, long maxNanos, double lateShare) {}

  /** Copies the lists. */
  public ScheduleAudit {
    rows = List.copyOf(rows);
    violations = List.copyOf(violations);
  }

  /**
   * Audits a run.
   *
   * @param log what was recorded
   * @param limits what is allowed
   * @return what was found
   */
  public static ScheduleAudit of(RunLog log, AuditLimits limits) {
    Selection judged = log.select(Scope.RUN);
    List<Row> rows = new ArrayList<>();
    rows.add(row("all", judged, limits));
    for (String label : judged.labels()) {
      rows.add(row(label, judged.ofLabels(label::equals), limits));
    }
    long planned = judged.phases().stream().mapToLong(PlannedPhase::arrivals).sum();
    long sent = judged.answers().sent();
    long early = log.counters().stream().mapToLong(line -> line.early()).sum();
    List<String> violations = new ArrayList<>();
    rows.forEach(row -> addLagViolations(row, limits, violations));
    double unsent = 1 - (double) sent / planned;
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

  private static Row row(String label, Selection part, AuditLimits limits) {
    Histogram lag = part.histogram(Series.DISPATCH_LAG, _ -> true);
    long n = lag.getTotalCount();
    long late = n == 0 ? 0 : n - lag.getCountBetweenValues(0, limits.lateAfter().toNanos());
    return new Row(
        label,
        n,
        lag.getValueAtPercentile(50),
        lag.getValueAtPercentile(99),
        lag.getMaxValue(),
        n == 0 ? 0 : (double) late / n);
  }

  private static void addLagViolations(Row row, AuditLimits limits, List<String> violations) {
    if (row.requests() < MIN_SAMPLES) {
      return;
    }
    String who = row.label().equals("all") ? "requests" : row.label() + " requests";
    if (row.p99Nanos() > limits.p99Lag().toNanos()) {
      violations.add(
          "p99 dispatch lag of %s was %s, limit %s"
              .formatted(who, millis(row.p99Nanos()), millis(limits.p99Lag().toNanos())));
    }
    if (row.lateShare() > limits.maxLateShare()) {
      violations.add(
          "%s of %s were sent more than %s late, limit %s"
              .formatted(
                  percent(row.lateShare()),
                  who,
                  millis(limits.lateAfter().toNanos()),
                  percent(limits.maxLateShare())));
    }
  }

  private static String percent(double share) {
    return Numbers.text(100 * share, Unit.PERCENT);
  }

  private static String millis(long nanos) {
    return Numbers.text(nanos / 1e6, Unit.MILLISECONDS);
  }

  /**
   * Whether the schedule was kept.
   *
   * @return true if no limit was passed
   */
  public boolean kept() {
    return violations.isEmpty();
  }
}

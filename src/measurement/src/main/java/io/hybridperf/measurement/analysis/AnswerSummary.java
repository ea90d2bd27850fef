package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.Counters;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.RunLog;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * How some requests were answered.
 *
 * @param byStatus how many, by status
 * @param p99Nanos of the response times of the OK answers; 0 if there is none
 * @param failureP50Nanos the median response time of the errors; 0 if there is none
 * @param degradedShare how many of the OK answers lacked a stage, 0 to 1
 */
public record AnswerSummary(
    Map<String, Long> byStatus, long p99Nanos, long failureP50Nanos, double degradedShare) {

  /** The series that says which answers lacked a stage, in parts per million. */
  private static final String DEGRADED = "degraded";

  /** Copies the map. */
  public AnswerSummary {
    byStatus = Collections.unmodifiableMap(new TreeMap<>(byStatus));
  }

  /**
   * Sums up a run.
   *
   * @param log the run's
   * @param phases which phases' arrivals count
   * @return how these were answered
   */
  public static AnswerSummary of(RunLog log, Predicate<String> phases) {
    return of(log, phases, _ -> true);
  }

  /**
   * Sums up a part of a run.
   *
   * @param log the run's
   * @param phases which phases' arrivals count
   * @param labels which query types count
   * @return how these were answered
   */
  public static AnswerSummary of(RunLog log, Predicate<String> phases, Predicate<String> labels) {
    return of(log.counters(), log.intervals(), phases, labels);
  }

  static AnswerSummary of(
      Collection<Counters> counters,
      Collection<LoggedInterval> intervals,
      Predicate<String> phases,
      Predicate<String> labels) {
    Map<String, Long> byStatus = new TreeMap<>();
    for (Counters line : counters) {
      line.answered()
          .forEach((tag, n) -> {
            int label = tag.indexOf('/') + 1;
            int status = tag.lastIndexOf('/') + 1;
            if (phases.test(tag.substring(0, label - 1))
                && labels.test(tag.substring(label, status - 1))) {
              byStatus.merge(tag.substring(status), n, Long::sum);
            }
          });
    }
    Histogram ok = histogram();
    Histogram failed = histogram();
    Histogram degraded = histogram();
    for (LoggedInterval each : intervals) {
      boolean isOk = each.status().equals(Status.OK);
      if (!phases.test(each.phase()) || !labels.test(each.label())) {
        continue;
      }
      if (each.series().equals(Series.RESPONSE_TIME)) {
        if (isOk) {
          ok.add(each.histogram());
        } else if (!each.status().equals(Status.RESOURCE_EXHAUSTED)) {
          failed.add(each.histogram());
        }
      } else if (isOk && each.series().equals(DEGRADED)) {
        degraded.add(each.histogram());
      }
    }
    return new AnswerSummary(
        byStatus,
        ok.getTotalCount() == 0 ? 0 : ok.getValueAtPercentile(99),
        failed.getTotalCount() == 0 ? 0 : failed.getValueAtPercentile(50),
        degraded.getTotalCount() == 0 ? 0 : degraded.getMean() / Series.PPM);
  }

  private static Histogram histogram() {
    return new Histogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  }

  /** {@return OK answers} */
  public long ok() {
    return byStatus.getOrDefault(Status.OK, 0L);
  }

  /** {@return requests refused with RESOURCE_EXHAUSTED} */
  public long shed() {
    return byStatus.getOrDefault(Status.RESOURCE_EXHAUSTED, 0L);
  }

  /** {@return all answers} */
  public long total() {
    return byStatus.values().stream().mapToLong(n -> n).sum();
  }

  /** {@return answers that were neither OK nor shed} */
  public long errors() {
    return total() - ok() - shed();
  }

  /** {@return errors among what was not shed; 0 if there was nothing} */
  public double errorRate() {
    return ok() + errors() == 0 ? 0 : (double) errors() / (ok() + errors());
  }

  /** {@return shed requests among all; 0 if there were none at all} */
  public double shedRate() {
    return total() == 0 ? 0 : (double) shed() / total();
  }

  /**
   * {@return the answers in words, errors by their type, as {@code 990 OK, 10 errors (UNAVAILABLE
   * 8, DEADLINE_EXCEEDED 2), 3 shed}}
   */
  public String inWords() {
    String types =
        byStatus.entrySet().stream()
            .filter(entry ->
                !entry.getKey().equals(Status.OK)
                    && !entry.getKey().equals(Status.RESOURCE_EXHAUSTED))
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return "%d OK, %d errors%s, %d shed"
        .formatted(ok(), errors(), types.isEmpty() ? "" : " (" + types + ")", shed());
  }
}

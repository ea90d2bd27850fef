package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import org.HdrHistogram.Histogram;

/**
 * How some requests were answered, and how fast.
 *
 * @param answers how they ended
 * @param p99Nanos of the response times of the OK answers; 0 if there is none
 * @param failureP50Nanos the median response time of the errors; 0 if there is none
 * @param degradedShare how many of the OK answers lacked a stage, 0 to 1
 */
public record AnswerSummary(
    Answers answers, long p99Nanos, long failureP50Nanos, double degradedShare) {

  /** The series that says which answers lacked a stage, in parts per million. */
  private static final String DEGRADED = "degraded";

  /**
   * Sums up a part of a run.
   *
   * @param part what was recorded
   * @return how its requests were answered
   */
  public static AnswerSummary of(Selection part) {
    Histogram ok = part.histogram(Series.RESPONSE_TIME, Status::isOk);
    Histogram failed = part.histogram(Series.RESPONSE_TIME, Status::isError);
    Histogram degraded = part.histogram(DEGRADED, Status::isOk);
    return new AnswerSummary(
        part.answers(),
        ok.getTotalCount() == 0 ? 0 : ok.getValueAtPercentile(99),
        failed.getTotalCount() == 0 ? 0 : failed.getValueAtPercentile(50),
        degraded.getTotalCount() == 0 ? 0 : degraded.getMean() / Series.PPM);
  }
}

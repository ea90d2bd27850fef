package io.hybridperf.measurement.analysis;

import io.hybridperf.measurement.run.Answers;
import io.hybridperf.measurement.run.PartsPerMillion;
import io.hybridperf.measurement.run.Selection;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import org.HdrHistogram.Histogram;

/**
 * How some requests were answered, and how fast.
 *
 * @param answers how they ended
 * @param p99Nanos of the response times, as they are judged ({@link
 *     io.hybridperf.measurement.run.CallTimes}); 0 if there is none
 * @param failureP50Nanos the median response time of the errors; 0 if there is none
 * @param degradedShare how many of the OK answers lacked a stage, 0 to 1
 */
public record AnswerSummary(
    Answers answers, long p99Nanos, long failureP50Nanos, double degradedShare) {

  /**
   * Sums up a part of a run.
   *
   * @param part what was recorded
   * @return how its requests were answered
   */
  public static AnswerSummary of(Selection part) {
    Histogram failed = part.histogram(Series.RESPONSE_TIME, Status::isError);
    Histogram degraded = part.histogram(Series.DEGRADED, Status::isOk);
    return new AnswerSummary(
        part.answers(),
        part.times(Series.RESPONSE_TIME).percentile(99),
        failed.getTotalCount() == 0 ? 0 : failed.getValueAtPercentile(50),
        degraded.getTotalCount() == 0 ? 0 : PartsPerMillion.mean(degraded));
  }
}

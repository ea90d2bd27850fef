package io.hybridperf.measurement.run;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * How long callers waited: the one definition of the times that are judged and shown, for
 * objectives, windows, capacities, recovery, comparisons and progress alike.
 *
 * <p>The times of OK answers count, and of calls that ended in another way those that <b>took
 * longer</b> than what would be judged without them: whoever waits a second for nothing has waited
 * a second. So a failure may make a number worse, never better: a fast refusal does not count, as
 * the answer it stands for would have come later. A call that ended by its deadline took at least
 * that; one that was never answered too, or for ever if it had none.
 */
public final class CallTimes {

  /** Half a megabyte for each part of a run in which nothing failed would be too much. */
  private static final Histogram NONE = new Histogram(1);

  private final Histogram ok;
  private final Histogram failed;

  /**
   * Times in nanoseconds.
   *
   * @param ok of OK answers
   * @param failed of calls that ended in another way, or not at all
   */
  public CallTimes(Histogram ok, Histogram failed) {
    this.ok = ok;
    this.failed = failed.getTotalCount() == 0 ? NONE : failed;
  }

  /**
   * The times of several parts of a run together.
   *
   * @param parts whose calls are all different
   * @return their sum
   */
  public static CallTimes sum(List<CallTimes> parts) {
    Histogram ok = LoggedInterval.newHistogram();
    Histogram failed = LoggedInterval.newHistogram();
    for (CallTimes part : parts) {
      ok.add(part.ok);
      failed.add(part.failed);
    }
    return new CallTimes(ok, failed);
  }

  /**
   * The times of OK answers alone.
   *
   * @return not to be changed
   */
  public Histogram ok() {
    return ok;
  }

  /**
   * From when on a failed call counts.
   *
   * @param statistic what is judged, in nanoseconds
   * @return its value of the OK answers; 0 if there are none
   */
  public double limit(ToDoubleFunction<Histogram> statistic) {
    return ok.getTotalCount() == 0 ? 0 : statistic.applyAsDouble(ok);
  }

  /**
   * The times of OK answers, and of the failed calls that took longer than a limit.
   *
   * @param limitNanos as {@link #limit} says of these calls, or of more calls
   * @return not to be changed
   */
  public Histogram beyond(double limitNanos) {
    if (failed.getTotalCount() == 0 || failed.getMaxValue() <= limitNanos) {
      return ok;
    }
    Histogram judged = ok.copy();
    failed
        .recordedValues()
        .forEach(each -> {
          if (each.getValueIteratedTo() > limitNanos) {
            judged.recordValueWithCount(
                each.getValueIteratedTo(), each.getCountAtValueIteratedTo());
          }
        });
    return judged;
  }

  /**
   * The distribution that a statistic is judged on.
   *
   * @param statistic what is judged, in nanoseconds
   * @return not to be changed
   */
  public Histogram judged(ToDoubleFunction<Histogram> statistic) {
    return beyond(limit(statistic));
  }

  /**
   * A percentile as it is judged.
   *
   * @param percentile 0 to 100
   * @return nanoseconds; 0 if there were no calls
   */
  public long percentile(double percentile) {
    return judged(times -> times.getValueAtPercentile(percentile)).getValueAtPercentile(percentile);
  }
}

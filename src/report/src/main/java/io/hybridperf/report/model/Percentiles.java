package io.hybridperf.report.model;

import io.hybridperf.measurement.run.CallTimes;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How long callers waited, in nanoseconds, by the one definition that verdicts have, see {@link
 * CallTimes}.
 *
 * @param count OK answers
 * @param mean of all that count
 * @param min of OK answers
 * @param at by percentile, 0 to 100, those of {@link #SHOWN}
 * @param max of all that count
 */
public record Percentiles(long count, double mean, long min, SortedMap<Double, Long> at, long max) {

  /** What tables show. */
  public static final List<Double> SHOWN =
      List.of(1.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99);

  /** So many answers have to be beyond a percentile for it to say something. */
  private static final int BEYOND = 10;

  /** Copies the map. */
  public Percentiles {
    at = Collections.unmodifiableSortedMap(new TreeMap<>(at));
  }

  /**
   * Looks at times.
   *
   * @param times of some calls
   * @return their percentiles; all 0 if there were no calls
   */
  public static Percentiles of(CallTimes times) {
    SortedMap<Double, Long> at = new TreeMap<>();
    SHOWN.forEach(percentile -> at.put(percentile, times.percentile(percentile)));
    Histogram ok = times.ok();
    return new Percentiles(
        ok.getTotalCount(),
        times.judged(Histogram::getMean).getMean(),
        ok.getTotalCount() == 0 ? 0 : ok.getMinValue(),
        at,
        times.judged(each -> (double) each.getMaxValue()).getMaxValue());
  }

  /**
   * A percentile.
   *
   * @param percentile one of {@link #SHOWN}
   * @return nanoseconds; empty if fewer than ten answers are beyond it
   */
  public OptionalLong percentile(double percentile) {
    Long nanos = at.get(percentile);
    return nanos == null || count * (100 - percentile) / 100 < BEYOND - 1e-6
        ? OptionalLong.empty()
        : OptionalLong.of(nanos);
  }
}

package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.Tag;
import java.util.Arrays;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * What one thread saw of one phase, label and status in one interval. Histograms have their full
 * range from the start (108 kB each), so that recording never allocates or throws; counts are ints,
 * which an interval of seconds cannot overflow.
 */
final class Cell {

  /** Three latencies of one stream of answers, recorded together. */
  static final class Latencies {
    final IntCountsHistogram service = newHistogram();
    final IntCountsHistogram response = newHistogram();
    final IntCountsHistogram lag = newHistogram();
  }

  /** One further series. */
  record Values(String series, String tag, IntCountsHistogram histogram) {}

  final String status;
  final String statusTag;
  private @Nullable Latencies latencies;
  private Values[] values = {};

  Cell(String status) {
    this.status = status;
    this.statusTag = Tag.clean(status);
  }

  private static IntCountsHistogram newHistogram() {
    return new IntCountsHistogram(1, RunRecorder.MAX_VALUE, RunRecorder.SIGNIFICANT_DIGITS);
  }

  void record(long serviceNanos, long responseNanos, long lagNanos) {
    Latencies into = latencies;
    if (into == null) {
      into = new Latencies();
      latencies = into;
    }
    into.service.recordValue(serviceNanos);
    into.response.recordValue(responseNanos);
    into.lag.recordValue(lagNanos);
  }

  void value(String series, long value) {
    for (Values each : values) {
      if (each.series.equals(series)) {
        each.histogram.recordValue(value);
        return;
      }
    }
    Values added = new Values(series, Tag.clean(series), newHistogram());
    values = Arrays.copyOf(values, values.length + 1);
    values[values.length - 1] = added;
    added.histogram.recordValue(value);
  }

  @Nullable Latencies latencies() {
    return latencies;
  }

  Values[] values() {
    return values;
  }

  /** The number of answers. */
  long answers() {
    Latencies from = latencies;
    return from == null ? 0 : from.response.getTotalCount();
  }

  void reset() {
    Latencies used = latencies;
    if (used != null && used.response.getTotalCount() > 0) {
      used.service.reset();
      used.response.reset();
      used.lag.reset();
    }
    for (Values each : values) {
      if (each.histogram.getTotalCount() > 0) {
        each.histogram.reset();
      }
    }
  }
}

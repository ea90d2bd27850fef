package io.hybridperf.measurement.record;

import io.hybridperf.measurement.run.CallTimes;
import io.hybridperf.measurement.run.LoggedInterval;
import io.hybridperf.measurement.run.Series;
import io.hybridperf.measurement.run.Status;
import io.hybridperf.measurement.run.Tag;
import java.util.Map;
import java.util.function.BiConsumer;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/**
 * What was recorded between two flushes, for those who follow a run while it goes. Its histograms
 * are used again: it may be read until {@link RunRecorder#follow}'s follower returns.
 */
public interface RecordedInterval {

  /**
   * Calls for each histogram of a series; several may have one tag.
   *
   * @param series one of {@link Series}, or of the run's own
   * @param each takes the tag and the values, in the series' unit
   */
  void forEach(String series, BiConsumer<Tag, AbstractHistogram> each);

  /** {@return the response times, as they are judged} */
  default CallTimes times() {
    Histogram ok = new Histogram(1, LoggedInterval.MAX_VALUE, LoggedInterval.SIGNIFICANT_DIGITS);
    Histogram failed =
        new Histogram(1, LoggedInterval.MAX_VALUE, LoggedInterval.SIGNIFICANT_DIGITS);
    forEach(
        Series.RESPONSE_TIME, (tag, nanos) -> (Status.isOk(tag.status()) ? ok : failed).add(nanos));
    return new CallTimes(ok, failed);
  }

  /** {@return requests sent, by phase and label} */
  Map<Tag, Long> sent();

  /** {@return requests that ended, by phase, label and status} */
  Map<Tag, Long> answered();
}
